/** Whoever looks for an entity finds it in the list of the documents, and beside it its test. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { entities } from '../../src/entities/index.ts'

const page = readFileSync(new URL('../../docs/entities.md', import.meta.url), 'utf8')

test('docs/entities.md lists the entities there are, and no others', () => {
  const listed = [...page.matchAll(/^- \[([\w-]+)\]\(\.\.\/src\/entities\/\1\.ts\): ./gm)].map(
    ([, name]) => name,
  )
  expect(listed).toEqual(entities.map(({ name }) => name))
})

test.each(entities.map(({ name }) => name))('%s has a test', (name) => {
  expect(existsSync(new URL(`${name}.test.ts`, import.meta.url))).toBe(true)
})
