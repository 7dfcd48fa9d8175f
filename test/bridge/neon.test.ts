import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Bridge, clientOf, errorOf, openBridge, query, type Sql, sqlServers } from './open.ts'

describe.each(sqlServers)('Neon’s client before $name', ({ postgres, skip }) => {
  const schema = `bridge_${randomBytes(4).toString('hex')}`
  let bridge: Bridge
  let sql: Sql

  beforeAll(async () => {
    if (skip) return
    bridge = await openBridge({ postgres, maxConnections: 1 })
    sql = clientOf(bridge)
    await query(sql, `create schema ${schema}`)
    await query(
      sql,
      `create table ${schema}.parents (id int primary key, name text constraint parents_name unique)`,
    )
    await query(
      sql,
      `create table ${schema}.children (id int primary key, parent int references ${schema}.parents deferrable initially deferred)`,
    )
    await query(sql, `create table ${schema}.seen (actor text)`)
    await query(
      sql,
      `create function ${schema}.see() returns trigger language plpgsql as $$ begin
         insert into ${schema}.seen values (current_setting('app.user', true)); return null; end $$`,
    )
    await query(
      sql,
      `create trigger see after insert on ${schema}.parents for each row execute function ${schema}.see()`,
    )
  })

  beforeEach(async () => {
    if (!skip) await query(sql, `truncate ${schema}.parents, ${schema}.children, ${schema}.seen`)
  })

  afterAll(async () => {
    if (skip) return
    await query(sql, `drop schema ${schema} cascade`)
    await bridge.close()
  })

  const one = async (text: string, params: unknown[] = []) =>
    Object.values((await query(sql, text, params)).rows[0] ?? {})[0]
  const parents = () => one(`select count(*) from ${schema}.parents`)
  const parent = (id: number, name: string) =>
    sql.query(`insert into ${schema}.parents values ($1, $2)`, [id, name])

  test.skipIf(skip).each([
    ['select 9007199254740993::int8', '9007199254740993'],
    ['select 1.50::numeric', '1.50'],
    ["select '2026-11-23 01:02:03.456789+00'::timestamptz at time zone 'UTC'", '2026-11-23 01:02:03.456789'],
    ["select '2026-11-23'::date", '2026-11-23'],
    ["select 'null'::jsonb", 'null'],
    ['select null::jsonb', null],
    [`select array['a"b', 'c,d', 'NULL', null]::text[]`, `{"a\\"b","c,d","NULL",NULL}`],
    [`select '\\x00ff'::bytea`, '\\x00ff'],
    ['select true', 't'],
    ['select 0.1::float8', '0.1'],
    ["select ''", ''],
  ])('carries %s as Postgres wrote it', async (text, expected) => {
    expect(await one(text)).toBe(expected)
  })

  test.skipIf(skip).each<[type: string, expected: string | null, value: unknown]>([
    ['text', 'x', 'x'],
    ['int', '7', 7],
    ['bool', 'true', true],
    ['int8', '9007199254740993', 9007199254740993n],
    ['text', null, null],
    ['text', null, undefined],
    ['jsonb', '{"a": [1, "é"]}', { a: [1, 'é'] }],
    ['text[]', '{"a\\"b","c,d",NULL}', ['a"b', 'c,d', null]],
    ['bytea', '\\x00ff', Buffer.from([0, 255])],
  ])('binds %s as %s', async (type, expected, value) => {
    expect(await one(`select ($1::${type})::text`, [value])).toBe(expected)
  })

  test.skipIf(skip)('tells fields, command and count', async () => {
    await parent(1, 'a')
    const result = await query(sql, `select id, name as "Name", 1 as x from ${schema}.parents`)
    expect(result).toMatchObject({ command: 'SELECT', rowCount: 1, rows: [{ id: '1', Name: 'a', x: '1' }] })
    expect(result.fields.map(({ name, dataTypeID, columnID }) => [name, dataTypeID, columnID])).toEqual([
      ['id', 23, 1],
      ['Name', 25, 2],
      ['x', 23, 0],
    ])
    expect(await query(sql, `update ${schema}.parents set name = 'b'`)).toMatchObject({
      command: 'UPDATE',
      rowCount: 1,
    })
    expect(await query(sql, `comment on table ${schema}.parents is 'x'`)).toMatchObject({
      rowCount: null,
      rows: [],
    })
    expect((await query(sql, 'select 1 as a, 2 as a')).rows).toEqual([{ a: '2' }])
    const arrays = await query(sql, 'select 1 as a, 2 as a', [], { arrayMode: true })
    expect(arrays.rows).toEqual([['1', '2']])
  })

  test.skipIf(skip).each<[string, () => Promise<unknown>, Record<string, unknown>]>([
    [
      'a broken constraint',
      () => sql.transaction([parent(1, 'a'), parent(2, 'a')]),
      {
        code: '23505',
        constraint: 'parents_name',
        table: 'parents',
        schema,
        detail: 'Key (name)=(a) already exists.',
      },
    ],
    [
      'an unknown column',
      () => query(sql, 'select nothing'),
      { code: '42703', position: '8', severity: 'ERROR' },
    ],
    ['two statements', () => query(sql, 'select 1; select 2'), { code: '42601' }],
    [
      'a write that is only to read',
      () => sql.transaction([parent(1, 'a')], { readOnly: true }),
      { code: '25006' },
    ],
    [
      'a deferred key at COMMIT',
      () => sql.transaction([sql.query(`insert into ${schema}.children values (1, 9)`)]),
      { code: '23503', table: 'children' },
    ],
    ['a value of another type', () => query(sql, 'select $1::int', ['x']), { code: '22P02' }],
    ['a missing parameter', () => query(sql, 'select $1::int'), { code: '08P01' }],
    ['a NUL in a text', () => query(sql, 'select $1::text', ['a\0b']), { code: '22021' }],
  ])('tells %s with all its fields, and nothing is kept', async (_what, work, fields) => {
    expect(await errorOf(work())).toMatchObject({ name: 'NeonDbError', ...fields })
    expect(await parents()).toBe('0')
  })

  test.skipIf(skip)('keeps a batch whole and its results in order', async () => {
    const results = await sql.transaction([
      parent(1, 'a'),
      sql.query(`select name from ${schema}.parents`),
      parent(2, 'b'),
      sql.query(`select count(*)::int from ${schema}.parents`),
    ])
    expect(results.map(({ rows }) => rows)).toEqual([[], [{ name: 'a' }], [], [{ count: 2 }]])
    expect(await sql.transaction([])).toEqual([])
  })

  test.skipIf(skip).each([
    [{ isolationLevel: 'ReadUncommitted' }, ['read uncommitted', 'off', 'off']],
    [{ isolationLevel: 'ReadCommitted' }, ['read committed', 'off', 'off']],
    [{ isolationLevel: 'RepeatableRead', readOnly: true }, ['repeatable read', 'on', 'off']],
    [{ isolationLevel: 'Serializable', readOnly: true, deferrable: true }, ['serializable', 'on', 'on']],
  ] as const)('begins %j as it says', async (options, expected) => {
    const [result] = await sql.transaction(
      [
        sql.query(
          `select current_setting('transaction_isolation') as i, current_setting('transaction_read_only') as r,
             current_setting('transaction_deferrable') as d`,
        ),
      ],
      options,
    )
    expect(Object.values(result?.rows[0] ?? {})).toEqual(expected)
  })

  test.skipIf(skip)(
    'shows what is set for a transaction to its triggers, and to nobody after it',
    async () => {
      await sql.transaction([sql.query(`select set_config('app.user', $1, true)`, ['alice']), parent(1, 'a')])
      expect(await one(`select actor from ${schema}.seen`)).toBe('alice')
      expect(await one(`select nullif(current_setting('app.user', true), '')`)).toBe(null)
    },
  )

  test.skipIf(skip)('leaves no state to the next request on the same connection', async () => {
    const path = await one('show search_path')
    await query(sql, `select set_config('app.user', 'mallory', false)`)
    await query(sql, 'set search_path = pg_catalog')
    await query(sql, 'create temp table left_over (x int)')
    await query(sql, 'select pg_advisory_lock(4242)')
    await query(sql, 'prepare left_plan as select 1')
    await query(sql, 'set role pg_monitor')
    expect(await one(`select nullif(current_setting('app.user', true), '')`)).toBe(null)
    expect(await one('show search_path')).toBe(path)
    expect(await one(`select to_regclass('left_over')`)).toBe(null)
    expect(await one(`select count(*) from pg_locks where locktype = 'advisory' and objid = 4242`)).toBe('0')
    expect(await one('select count(*) from pg_prepared_statements')).toBe('0')
    expect(await one('select current_user = session_user')).toBe('t')

    await query(sql, 'begin')
    await parent(1, 'a')
    await query(sql, 'rollback')
    expect(await parents()).toBe('1')
  })

  test.skipIf(skip)('takes the settings of the connection string, each client its own', async () => {
    const there = clientOf(bridge, '?options=-c%20TimeZone%3DAsia/Tokyo%20--datestyle=German')
    const noon = "select '2026-01-01 12:00+00'::timestamptz"
    const read = async (client: Sql) => Object.values((await query(client, noon)).rows[0] ?? {})[0]
    expect(await read(there)).toBe('01.01.2026 21:00:00 JST')
    expect(await read(sql)).not.toContain('JST')
    expect(await read(there)).toBe('01.01.2026 21:00:00 JST')
    const wrong = clientOf(bridge, "?options=-c%20nonsense='%3Bdrop")
    expect(await errorOf(query(wrong, 'select 1'))).toMatchObject({ code: '42704' })
    expect(await read(sql)).not.toContain('JST')
  })

  test.skipIf(skip)('answers many at once, each its own', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => one('select $1::int', [at])))
    expect(answers).toEqual(Array.from({ length: 40 }, (_, at) => String(at)))
  })

  test.skipIf(skip)('counts one request for each call, whatever is in it', async () => {
    const before = bridge.stats.sqlRequests
    await query(sql, 'select 1')
    await sql.transaction([sql.query('select 1'), sql.query('select 2'), sql.query('select 3')])
    expect(bridge.stats.sqlRequests - before).toBe(2)
  })
})
