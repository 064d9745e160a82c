import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))

const bundle = (contents: string) =>
  build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  })

// esbuild refuses modules that browsers do not have: a Node module anywhere in the graph is an error.
test('the package and its dependencies bundle for a browser', async () => {
  const { outputFiles, metafile, warnings } = await bundle(`export * from ${JSON.stringify(entry)}`)
  expect(warnings).toEqual([])
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(200)
  const [file] = outputFiles
  expect(file?.text).not.toMatch(/\bBuffer\.|require\(/)
})

test('a bundle of one function does not contain the others', async () => {
  const { outputFiles } = await bundle(`export { gramsFromTonnes } from ${JSON.stringify(entry)}`)
  expect(outputFiles[0]?.contents.length).toBeLessThan(2_000)
})
