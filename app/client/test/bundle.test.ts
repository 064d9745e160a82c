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

// esbuild refuses what a browser has not: a Node module anywhere in the graph is an error.
test('the package and all it needs bundle for a browser', async () => {
  const { outputFiles, metafile, warnings } = await bundle(`export * from ${JSON.stringify(entry)}`)
  expect(warnings).toEqual([])
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(200)
  const [file] = outputFiles
  expect(file?.text).not.toMatch(/\bBuffer\.|require\(/)
})

test('who uses one function does not ship the others', async () => {
  const { outputFiles } = await bundle(`export { gramsFromTonnes } from ${JSON.stringify(entry)}`)
  expect(outputFiles[0]?.contents.length).toBeLessThan(2_000)
})
