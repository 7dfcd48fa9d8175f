import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { version } from '../../src/core/version.ts'

test('the version is the one of the package', () => {
  const read = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(version).toBe(read.version)
})
