import { describe, expect, test } from 'vitest'
import { bundled, classificationFaults, migrationsJson, outdatedTriggers } from '../../scripts/migrations.mjs'
import {
  type Classified,
  triggerArguments,
  triggerSql,
  unclassified,
} from '../../src/audit/classification.ts'
import { coverage } from '../../src/entities/coverage.ts'

const notes: Classified = { table: 'notes', key: 'id', audited: ['id', 'title'], redacted: ['body'] }

describe('the classification', () => {
  test('names every column of every table, each once', async () => {
    expect(await classificationFaults()).toEqual([])
  })

  test('is what the migrations’ triggers say', async () => {
    expect(await outdatedTriggers()).toEqual([])
  })

  test('gives a reason for whatever it leaves out', () => {
    const reasons = coverage.classified.flatMap(({ unrecorded = {} }) => Object.values(unrecorded))
    for (const reason of [...reasons, ...Object.values(coverage.exempt)])
      expect(reason.length).toBeGreaterThan(20)
  })

  test.each<[string, readonly string[], Classified, readonly string[]]>([
    ['nothing where all is said', ['id', 'title', 'body'], notes, []],
    ['a column in no list', ['id', 'title', 'body', 'mood'], notes, ['notes.mood is in no list']],
    ['a column that is gone', ['id', 'title'], notes, ['notes.body does not exist']],
    [
      'a column in two lists',
      ['id', 'title', 'body'],
      { ...notes, redacted: ['body', 'title'] },
      ['notes.title is in two lists'],
    ],
    [
      'a key that is not audited',
      ['id', 'title', 'body'],
      { ...notes, key: 'body' },
      ['notes.body names the row but is not audited'],
    ],
  ])('reports %s', (_what, columns, classified, expected) => {
    expect(unclassified(columns, classified)).toEqual(expected)
  })

  test('makes the same trigger of the same lists, whatever their order', () => {
    expect(triggerArguments({ ...notes, audited: ['title', 'id'] })).toEqual(triggerArguments(notes))
    expect(triggerSql(notes)).toContain(`audit.capture('id', '{id,title}', '{}')`)
  })

  test.each([['notes; drop table users'], ["it's"], ['Notes'], ['']])('takes no table named %j', (table) => {
    expect(() => triggerSql({ ...notes, table })).toThrow('Not a plain SQL name')
  })
})

test('the bundle of migrations is up to date: npm run migrations', () => {
  expect(migrationsJson()).toBe(bundled())
})
