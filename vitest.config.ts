import { defineConfig } from 'vitest/config'

/** Without a server the embedded database is compiled in each worker: once for all its files then, and as quickly as can be. */
const embedded = !process.env.TEST_POSTGRES_URL
const once = { isolate: false, execArgv: ['--liftoff-only'] }

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    hookTimeout: 60_000,
    testTimeout: 30_000,
    // One database per file, two cores: more workers only make each other wait.
    maxWorkers: 2,
    ...(embedded && once),
  },
})
