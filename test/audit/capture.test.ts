import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureSql } from '../../src/audit/capture.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { postgresUrl } from '../support/servers.ts'
import { contextOf, copyIn, login, type Person } from './person.ts'

describe.skipIf(!postgresUrl)('the capture trigger', () => {
  let database: TestDatabase
  let app: Person
  let owner: Person

  beforeAll(async () => {
    database = await freshDatabase()
    app = await login(database.appUrl)
    owner = await login(database.ownerUrl)
    // A family of tables as a generated migration would open them: classified, removable, cascading.
    await owner.client.query(`set role app_owner;
      create table parents (id uuid primary key, name text, secret text, data jsonb);
      create table children (id uuid primary key, parent_id uuid not null references parents (id) on delete cascade, beats int not null default 0);
      ${captureSql({ table: 'parents', key: 'id', audited: ['id', 'name', 'data'], redacted: ['secret'], removable: true })}
      ${captureSql({ table: 'children', key: 'id', audited: ['id', 'parent_id'], redacted: [], unrecorded: { beats: 'a heartbeat' }, removable: true })}
      reset role`)
  })
  afterAll(async () => {
    await app?.close()
    await owner?.close()
    await database?.drop()
  })

  const operations = async (entity: string, id: string) =>
    (await app.log(entity, id)).map(({ operation }) => operation)

  async function parent(): Promise<string> {
    const id = randomUUID()
    await app.act(`insert into parents (id, name, secret) values ('${id}', 'Ada', 'sesame')`)
    return id
  }

  test('records who, whence and why with every change [V16.2.1]', async () => {
    const id = await parent()
    const [row] = await app.log('parents', id)
    const { rows } = await app.client.query(
      'select xid_status from (select pg_xact_status($1::xid8) as xid_status) s',
      [(row as unknown as { xid: string }).xid],
    )
    expect(rows[0].xid_status).toBe('committed')
    expect(row).toMatchObject({
      ...contextOf(),
      operation: 'INSERT',
      outcome: 'success',
      db_role: 'app',
      db_addr: '127.0.0.1',
      epoch: 1,
    })
  })

  test('keeps a new row as it was made, null as null, and of redacted columns the names', async () => {
    const id = await parent()
    const [row] = await app.log('parents', id)
    expect(row?.details).toEqual({ new: { id, name: 'Ada', data: null }, redacted: ['secret'] })
  })

  test('keeps only what changed, old and new, null as null', async () => {
    const id = await parent()
    await app.act(
      `update parents set name = null, data = '{"a":[1,null]}', secret = 'other' where id = '${id}'`,
    )
    const row = (await app.log('parents', id)).at(-1)
    expect(row?.details).toEqual({
      old: { name: 'Ada', data: null },
      new: { name: null, data: { a: [1, null] } },
      redacted: ['secret'],
    })
  })

  test('keeps the fact alone where only a redacted column changed', async () => {
    const id = await parent()
    await app.act(`update parents set secret = 'other' where id = '${id}'`)
    expect((await app.log('parents', id)).at(-1)?.details).toEqual({ old: {}, new: {}, redacted: ['secret'] })
  })

  test('keeps what a removed row held', async () => {
    const id = await parent()
    await app.act(`delete from parents where id = '${id}'`)
    expect((await app.log('parents', id)).at(-1)).toMatchObject({
      operation: 'DELETE',
      details: { old: { id, name: 'Ada' }, redacted: ['secret'] },
    })
  })

  test('is silent where nothing changed, and where only a heartbeat did', async () => {
    const id = await parent()
    const child = randomUUID()
    await app.act(`insert into children (id, parent_id) values ('${child}', '${id}')`)
    await app.act(`update parents set name = name, secret = secret where id = '${id}'`)
    await app.act(`update children set beats = beats + 1 where id = '${child}'`)
    expect(await operations('parents', id)).toEqual(['INSERT'])
    expect(await operations('children', child)).toEqual(['INSERT'])
  })

  test('still refuses a heartbeat that nobody answers for', async () => {
    await app.act(`insert into children (id, parent_id) values (gen_random_uuid(), '${await parent()}')`)
    await expect(app.plain('update children set beats = 1')).rejects.toMatchObject({ code: '28000' })
  })

  test.each<[form: string, sql: (id: string) => string, expected: string[]]>([
    [
      'ON CONFLICT DO UPDATE',
      (id) =>
        `insert into parents (id, name) values ('${id}', 'x') on conflict (id) do update set name = excluded.name`,
      ['INSERT', 'UPDATE'],
    ],
    [
      'ON CONFLICT DO NOTHING',
      (id) => `insert into parents (id, name) values ('${id}', 'x') on conflict do nothing`,
      ['INSERT'],
    ],
    [
      'MERGE',
      (id) =>
        `merge into parents p using (values ('${id}'::uuid)) s (id) on p.id = s.id when matched then update set name = 'y'`,
      ['INSERT', 'UPDATE'],
    ],
    [
      'a CTE that changes data',
      (id) =>
        `with u as (update parents set name = 'z' where id = '${id}' returning 1) select count(*) from u`,
      ['INSERT', 'UPDATE'],
    ],
    [
      'two changes in one statement',
      (id) =>
        `with u as (update parents set name = 'z' where id = '${id}' returning id) insert into children (id, parent_id) select id, id from u`,
      ['INSERT', 'UPDATE'],
    ],
    [
      'a change and its reversal',
      (id) =>
        `update parents set name = 'q' where id = '${id}'; update parents set name = 'Ada' where id = '${id}'`,
      ['INSERT', 'UPDATE', 'UPDATE'],
    ],
    ['DELETE', (id) => `delete from parents where id = '${id}'`, ['INSERT', 'DELETE']],
  ])('records %s', async (_form, sql, expected) => {
    const id = await parent()
    await app.act(sql(id))
    expect(await operations('parents', id)).toEqual(expected)
  })

  test('records a context that is set in the very statement', async () => {
    const id = await parent()
    await app.plain(`with c as materialized (select set_config('app.ctx', '${JSON.stringify(contextOf())}', true))
      update parents set name = 'once' from c where id = '${id}'`)
    expect((await app.log('parents', id)).at(-1)).toMatchObject({ operation: 'UPDATE', action: 'test:write' })
  })

  test('records each row of many, and each that a cascade takes along', async () => {
    const id = await parent()
    const children = [randomUUID(), randomUUID(), randomUUID()]
    await app.act(`insert into children (id, parent_id) select unnest('{${children}}'::uuid[]), '${id}'`)
    await app.act(`delete from parents where id = '${id}'`)
    for (const child of children) {
      const log = await app.log('children', child)
      expect(log.map(({ operation, db_role }) => [operation, db_role])).toEqual([
        ['INSERT', 'app'],
        ['DELETE', 'app'],
      ])
    }
  })

  test('records what COPY brings in, and refuses it without context', async () => {
    const id = randomUUID()
    const copy = (context: object) => app.act(copyIn('parents (id, name)', `${id}\tAda\n`), context)
    await expect(copy({})).rejects.toMatchObject({ code: '28000' })
    await copy(contextOf())
    expect(await operations('parents', id)).toEqual(['INSERT'])
  })

  test('lets no change stand whose record failed [V2.3.3]', async () => {
    const id = randomUUID()
    await owner.client.query(
      `alter table audit_logs add constraint no_room check (entity_id <> '${id}') not valid`,
    )
    const attempt = app.act(`insert into parents (id, name) values ('${id}', 'Ada')`)
    await expect(attempt).rejects.toMatchObject({ code: '23514' })
    await owner.client.query('alter table audit_logs drop constraint no_room')
    expect((await app.client.query('select from parents where id = $1', [id])).rowCount).toBe(0)
  })

  test('records nothing of what was rolled back', async () => {
    const id = randomUUID()
    await expect(app.act(`insert into parents (id) values ('${id}'); select 1 / 0`)).rejects.toMatchObject({
      code: '22012',
    })
    expect(await app.log('parents', id)).toEqual([])
  })

  test('appends events that change no row, with the outcome they had', async () => {
    const user = await app.user()
    await app.act(
      `select audit.event('sessions:create', 'users', '${user}', 'denied', '{"reason":"locked"}')`,
    )
    expect((await app.log('users', user)).at(-1)).toMatchObject({
      ...contextOf({ action: 'sessions:create' }),
      operation: 'EVENT',
      outcome: 'denied',
      details: { reason: 'locked' },
    })
    await expect(app.act(`select audit.event('a:b', null, null, 'perhaps', null)`)).rejects.toMatchObject({
      code: '23502',
    })
    await expect(app.act(`select audit.event('a:b', 'users', null, 'perhaps', null)`)).rejects.toMatchObject({
      code: '23514',
    })
  })
})
