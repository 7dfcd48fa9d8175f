import { defineConfig } from 'vitest/config'

export default defineConfig({
  // One database per file, two cores: more workers only make each other wait.
  test: { include: ['test/**/*.test.ts'], hookTimeout: 60_000, testTimeout: 30_000, maxWorkers: 2 },
})
