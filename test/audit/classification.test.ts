import { describe, expect, test } from 'vitest'
import { bundled, classificationFaults, migrationsJson, outdatedTriggers } from '../../scripts/migrations.mjs'
import { captureSource, captureSql } from '../../src/audit/capture.ts'
import { type Classified, unclassified } from '../../src/audit/classification.ts'
import { coverage } from '../../src/coverage.ts'

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

  test('makes the same function of the same lists, whatever their order', () => {
    expect(captureSource({ ...notes, audited: ['title', 'id'] })).toBe(captureSource(notes))
  })

  test('makes a function that looks at the value of a redacted column only to see whether it changed', () => {
    const mentions = captureSource(notes).match(/\S+ \S+\.body .*?THEN/g)
    expect(mentions).toEqual([
      'WHEN NEW.body IS NOT NULL THEN',
      'WHEN NEW.body IS DISTINCT FROM OLD.body THEN',
      'WHEN OLD.body IS NOT NULL THEN',
    ])
  })

  test.each([['notes; drop table users'], ["it's"], ['Notes'], ['']])('takes no table named %j', (table) => {
    expect(() => captureSql({ ...notes, table })).toThrow('Not a plain SQL name')
  })
})

test('the bundle of migrations is up to date: npm run migrations', () => {
  expect(migrationsJson()).toBe(bundled())
})
