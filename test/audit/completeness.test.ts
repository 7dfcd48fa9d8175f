/** The gate's positive controls: whatever is taken away, it must say so by name. */
import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { captureSource, captureSql } from '../../src/audit/capture.ts'
import type { Classified } from '../../src/audit/classification.ts'
import { completeness, type Gap } from '../../src/audit/completeness.ts'
import { coverage } from '../../src/coverage.ts'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import type { ScriptRunner } from '../../src/ports/script.ts'
import type { Covered } from '../../src/store/schema/covered.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('completeness', () => {
  let database: TestDatabase
  let owner: ScriptRunner
  let app: ScriptRunner

  beforeAll(async () => {
    database = await freshDatabase()
    app = await nodePostgresScript({ url: database.appUrl })
  })
  beforeEach(async () => {
    owner = await nodePostgresScript({ url: database.ownerUrl })
  })
  afterEach(() => owner.close())
  afterAll(async () => {
    await app?.close()
    await database?.drop()
  })

  test('finds no gap in a migrated database, asked by the app itself', async () => {
    expect(await completeness(app, coverage, { session: true })).toEqual([])
  })

  const users = (problem: string): Gap => ({ table: 'users', problem })
  const misses = users('has a capture trigger that misses INSERT, UPDATE or DELETE of single rows')
  const silent = users('has a capture trigger that does not fire always')
  const unguarded = users('has no guard against TRUNCATE that fires always')
  const otherwise = users('has a capture function that is not the one its classification makes')
  const powerless = users('has a capture function that does not run as the owner of the log')
  const conditional = users('has a capture trigger with a condition')
  const rewritable = (table: string) => ({
    table,
    problem:
      'can be rewritten: a guard against UPDATE, DELETE or TRUNCATE is missing or does not fire always',
  })
  const unwatched = (table: string) => [
    { table, problem: 'can be written by the app, but is neither classified nor exempt' },
    { table, problem: 'has no capture trigger' },
    { table, problem: unguarded.problem },
  ]
  const trigger = (events: string, rest: string) =>
    `create or replace trigger audit_capture ${events} on users ${rest}; alter table users enable always trigger audit_capture`
  const right = 'execute function audit.capture_users()'
  const { users: classifiedUsers } = Object.fromEntries(coverage.classified.map((one) => [one.table, one]))
  /** A capture function made of another classification of the same table. */
  const made = (change: Partial<Classified>) =>
    `create or replace function audit.capture_users() returns trigger language plpgsql security definer set search_path = '' as $$${captureSource({ ...(classifiedUsers as Classified), ...change })}$$`

  test.each<[change: string, sql: string, expected: Gap[]]>([
    ['a dropped trigger', 'drop trigger audit_capture on users', [users('has no capture trigger')]],
    ['a disabled trigger', 'alter table users disable trigger audit_capture', [silent]],
    ['a trigger that replication skips', 'alter table users enable trigger audit_capture', [silent]],
    ['all triggers disabled', 'alter table users disable trigger user', [silent, unguarded]],
    ['a trigger that misses DELETE', trigger('after insert or update', `for each row ${right}`), [misses]],
    ['a trigger that misses INSERT', trigger('after update or delete', `for each row ${right}`), [misses]],
    [
      'a trigger for statements',
      trigger('after insert or update or delete', `for each statement ${right}`),
      [misses],
    ],
    [
      'a trigger before the change',
      trigger('before insert or update or delete', `for each row ${right}`),
      [misses],
    ],
    [
      'a trigger with a condition',
      trigger('after insert or update or delete', `for each row when (pg_trigger_depth() = 0) ${right}`),
      [conditional],
    ],
    [
      'a trigger for one column',
      trigger('after insert or update of role or delete', `for each row ${right}`),
      [conditional],
    ],
    ['a function that records a secret', made({ audited: ['id', 'password_hash'] }), [otherwise]],
    ['a function that records too little', made({ audited: ['id'] }), [otherwise]],
    ['a function that overlooks a column', made({ redacted: [] }), [otherwise]],
    [
      'a function of the same body that anybody may lead astray',
      'alter function audit.capture_users() reset search_path',
      [powerless],
    ],
    [
      'a trigger that calls another function',
      trigger('after insert or update or delete', 'for each row execute function audit.capture_sessions()'),
      [users('has no capture trigger')],
    ],
    ['a missing guard against TRUNCATE', 'drop trigger audit_no_truncate on users', [unguarded]],
    ['a new table', 'create table notes (id uuid); grant insert on notes to app', [...unwatched('notes')]],
    [
      'a new table, open to all',
      'create table notes (id uuid); grant delete on notes to public',
      [...unwatched('notes')],
    ],
    [
      'a new table in another schema, open by one column',
      'create schema side; create table side.notes (id uuid, x int); grant update (x) on side.notes to app',
      [...unwatched('side.notes')],
    ],
    [
      'a missing table',
      'drop table mailed_tokens',
      [{ table: 'mailed_tokens', problem: 'is classified but does not exist' }],
    ],
    [
      'a log without its guard',
      'alter table audit_logs disable trigger audit_no_truncate',
      [rewritable('audit_logs')],
    ],
    [
      'a partition without its guard',
      'drop trigger audit_no_truncate on audit_logs_rest',
      [rewritable('audit_logs_rest')],
    ],
    [
      'an app that may write the log',
      'grant insert on audit_logs to app',
      [
        { table: 'audit_logs', problem: 'can be written by the app, but is neither classified nor exempt' },
        { table: 'audit_logs', problem: 'has no capture trigger' },
      ],
    ],
    [
      'an app that is the owner',
      'grant app_owner to app',
      [{ table: 'role app', problem: 'may act as an owner' }],
    ],
    [
      'an app above all grants',
      'alter role app createrole',
      [{ table: 'role app', problem: 'has an attribute that lifts it above its grants' }],
    ],
    [
      'an app that may make tables',
      'grant create on schema public to app',
      [{ table: 'role app', problem: 'may make tables' }],
    ],
    [
      'a capture function of another owner',
      'alter function audit.capture_users() owner to postgres',
      [powerless],
    ],
    [
      'a capture function without its rights',
      'alter function audit.capture_users() security invoker',
      [powerless],
    ],
  ])('names %s', async (_change, sql, expected) => {
    // Undone by the rollback, roles included: other databases of the cluster never see it.
    const gaps = await inside(sql)
    for (const gap of expected) expect(gaps).toContainEqual(gap)
    expect(await completeness(app, coverage)).toEqual([])
  })

  test('names a login that could undo it all', async () => {
    const gaps = await completeness(owner, coverage, { session: true })
    expect(gaps).toEqual([
      { table: 'session', problem: 'is logged in as postgres, which could disable all this' },
    ])
  })

  test('names what the classification lacks', async () => {
    const { classified, exempt } = coverage
    const without = { classified: classified.filter(({ table }) => table !== 'users'), exempt }
    expect(await completeness(app, without)).toContainEqual(
      users('can be written by the app, but is neither classified nor exempt'),
    )
    const { outbox: _, ...others } = exempt
    expect(await completeness(app, { classified, exempt: others })).toContainEqual({
      table: 'outbox',
      problem: 'has no capture trigger',
    })
  })

  test('bears what a program of another version left, where it is as that one wrote it down', async () => {
    const notes = { table: 'notes', key: 'id', audited: ['id'], redacted: [] }
    const later = (sql = 'null') =>
      `do $do$ begin set local role app_owner; create table notes (id int); create table jotted (id int);
        grant insert on jotted to app; ${captureSql(notes)} set local role none;
        ${made({ audited: ['id'], redacted: [] })}; ${sql}; end $do$`
    const hash = (source: string) => createHash('sha256').update(source).digest('hex')
    const captures = {
      capture_notes: hash(captureSource(notes)),
      capture_users: hash(
        captureSource({ ...(classifiedUsers as Classified), audited: ['id'], redacted: [] }),
      ),
    }
    const covered = { captures, exempt: ['jotted'] }
    expect(await inside(later(), covered)).toEqual([])
    expect((await inside(later())).map(({ table }) => table)).toEqual([
      ...['jotted', 'jotted', 'jotted', 'notes', 'notes', 'users'],
    ])
    const other = { ...covered, captures: { ...captures, capture_notes: hash('other') } }
    expect(await inside(later(), other)).toEqual([{ ...otherwise, table: 'notes' }])
    const silenced = later('alter table notes disable trigger audit_capture')
    expect(await inside(silenced, covered)).toEqual([{ ...silent, table: 'notes' }])
    const unseen = later('drop trigger audit_capture on notes')
    expect(await inside(unseen, covered)).toEqual([{ table: 'notes', problem: 'has no capture trigger' }])
  })

  /** The answer inside a transaction that is then undone. */
  async function inside(sql: string, covered?: Covered): Promise<readonly Gap[]> {
    await owner.query({ text: 'begin', params: [] })
    try {
      for (const text of statementsOf(sql)) await owner.query({ text, params: [] })
      return await completeness(owner, coverage, { covered })
    } finally {
      await owner.query({ text: 'rollback', params: [] })
    }
  }
})

/** A function's body has semicolons of its own. */
const statementsOf = (sql: string) => (sql.includes('$$') ? [sql] : sql.split('; '))
