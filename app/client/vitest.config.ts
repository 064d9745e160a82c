import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The tests of one file are one story; the network they share has one clock.
    fileParallelism: false,
  },
})
