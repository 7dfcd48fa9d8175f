/** Everything somebody might try who holds the app's own password and wants to change data without leaving a record. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { postgresUrl } from '../support/servers.ts'
import { login, type Person } from './person.ts'

const context = `select set_config('app.ctx', '{"actor_kind":"system","action":"x:y"}', true);`

describe.skipIf(!postgresUrl)('the app’s role cannot change data unrecorded', () => {
  let database: TestDatabase
  let app: Person
  let owner: Person
  let user: string

  beforeAll(async () => {
    database = await freshDatabase()
    app = await login(database.appUrl)
    owner = await login(database.ownerUrl)
    user = await app.user()
  })
  afterAll(async () => {
    await app?.close()
    await owner?.close()
    await database?.drop()
  })

  const insert = `insert into users (id, email) values (gen_random_uuid(), 'eve@example.com')`
  const update = `update users set role = 'admin'`
  const unnamed = '28000'
  const forbidden = '42501'

  const zeros = `decode(repeat('00', 32), 'hex')`
  test.each([
    ['a leaf of its own', `insert into audit_leaves values (0, 1, ${zeros})`],
    ['a tile of its own', `insert into audit_tiles values (0, 0, ${zeros})`],
    ['a checkpoint of its own', `insert into audit_checkpoints values (1, 1, '1', 1, ${zeros}, 'note')`],
    ['an anchoring that never was', `insert into audit_anchorings values ('folder', 1)`],
    ['another leaf in its place', `update audit_leaves set hash = ${zeros}`],
    ['no leaves', 'delete from audit_leaves'],
    ['no tree', 'truncate audit_tiles'],
    [
      'to hold up who seals',
      `insert into leases values ('audit.seal', gen_random_uuid(), now() + interval '1 year')`,
    ],
    ['to take the lease away', `update leases set until = now()`],
    ['to be the sealer', 'set role sealer'],
    [
      'to erase what it did',
      `update audit_logs set erased_by = id + 1, salt = null, details = '{}', ip_address = null, user_agent = null`,
    ],
    ['to erase somebody who is there', `select audit.erase(id, 10) from users`],
    ['that a month is gone', `insert into audit_retired values ('2020-01-01', 0, 0, 0, 0)`],
    ['a month gone', 'drop table audit_logs_rest'],
    ['a shorter retention', 'select audit.retain(3)'],
    ['another epoch', 'select audit.raise_epoch()'],
    [
      'a commitment as it likes',
      `create or replace function audit.commitment(salt uuid, details jsonb, ip_address text, user_agent text)
      returns bytea language sql as $$ select ''::bytea $$`,
    ],
    ['a log that can be rewritten', 'drop trigger audit_no_rewrite on audit_logs'],
  ])('nor have %s', async (_attempt, sql) => {
    const attempt = sql.startsWith('select') ? `begin; ${context} ${sql}; commit` : sql
    await expect(app.plain(attempt)).rejects.toMatchObject({ code: forbidden })
  })

  test.each([
    [
      'write records',
      `insert into audit_logs (actor_kind, action, operation, entity) values ('user', 'x:y', 'EVENT', 'users')`,
    ],
    ['change records', `update audit_logs set action = 'x:y'`],
    ['delete leaves', 'delete from audit_leaves'],
    ['rewrite checkpoints', `update audit_checkpoints set note = ''`],
    ['read the tables', 'select * from users'],
    ['write the tables', update],
    ['erase anybody', `select audit.erase(gen_random_uuid(), 10)`],
    ['drop a month', 'select audit.retire_month()'],
  ])('and who seals cannot %s', async (_attempt, sql) => {
    const sealer = await login(database.sealerUrl)
    await expect(sealer.plain(sql).finally(() => sealer.close())).rejects.toMatchObject({ code: forbidden })
  })

  test.each<[attempt: string, sql: string, code: string]>([
    ['an INSERT without context', insert, unnamed],
    ['an UPDATE without context', update, unnamed],
    [
      'a MERGE without context',
      `merge into users u using (values (1)) s on true when matched then update set role = 'admin'`,
      unnamed,
    ],
    ['an empty context', `begin; select set_config('app.ctx', '', true); ${update}; commit`, unnamed],
    [
      'a context that is no JSON',
      `begin; select set_config('app.ctx', 'zz', true); ${update}; commit`,
      unnamed,
    ],
    [
      'a context that is null',
      `begin; select set_config('app.ctx', 'null', true); ${update}; commit`,
      unnamed,
    ],
    [
      'a context that is an array',
      `begin; select set_config('app.ctx', '[1]', true); ${update}; commit`,
      unnamed,
    ],
    [
      'a context without an action',
      `begin; select set_config('app.ctx', '{"actor_kind":"system"}', true); ${update}; commit`,
      unnamed,
    ],
    [
      'a context without an actor',
      `begin; select set_config('app.ctx', '{"action":"x:y"}', true); ${update}; commit`,
      unnamed,
    ],
    [
      'a user without an id',
      `begin; select set_config('app.ctx', '{"actor_kind":"user","action":"x:y"}', true); ${update}; commit`,
      unnamed,
    ],
    [
      'a user whose id is none',
      `begin; select set_config('app.ctx', '{"actor_kind":"user","action":"x:y","user_id":"1 or 1"}', true); ${update}; commit`,
      unnamed,
    ],
    [
      'a context that nothing refers to',
      `with c as materialized (${context.slice(0, -1)}) ${update}`,
      unnamed,
    ],
    ['a context of an earlier transaction', `begin; ${context} commit; begin; ${update}; commit`, unnamed],
    ['an event without context', `select audit.event('a:b', 'users', null, 'success', '{}')`, unnamed],
    ['disabling the trigger', 'alter table users disable trigger all', forbidden],
    ['dropping the trigger', 'drop trigger audit_capture on users', forbidden],
    ['replication that skips triggers', 'set session_replication_role = replica', forbidden],
    ['TRUNCATE', 'truncate users cascade', forbidden],
    ['becoming the tables’ owner', 'set role app_owner', forbidden],
    ['becoming the log’s owner', 'set role audit_owner', forbidden],
    ['becoming the migrator', 'set role migrator', forbidden],
    ['becoming a superuser', 'set session authorization postgres', forbidden],
    [
      'another trigger function',
      `create or replace function audit.capture_users() returns trigger language plpgsql as 'begin return null; end'`,
      forbidden,
    ],
    [
      'another context function',
      `create or replace function audit.context() returns jsonb language sql as 'select null::jsonb'`,
      forbidden,
    ],
    [
      'a forged log row',
      `insert into audit_logs (actor_kind, action, operation, entity) values ('user', 'x:y', 'EVENT', 'users')`,
      forbidden,
    ],
    [
      'a forged row in a partition',
      `insert into audit_logs_rest (id, actor_kind, action, operation, entity) values (1, 'user', 'x:y', 'EVENT', 'users')`,
      forbidden,
    ],
    [
      'an event that claims to be a change',
      `begin; ${context} insert into audit_logs overriding system value select * from audit_logs; commit`,
      forbidden,
    ],
    ['an UPDATE of the log', `update audit_logs set action = 'x:y'`, forbidden],
    ['a DELETE from the log', 'delete from audit_logs', forbidden],
    ['TRUNCATE of the log', 'truncate audit_logs', forbidden],
    ['moving the log’s numbers', `select setval('audit_logs_id_seq', 1)`, forbidden],
    ['detaching a partition', 'alter table audit_logs detach partition audit_logs_rest', forbidden],
    ['locking the log', 'begin; lock table audit_logs in access exclusive mode; commit', forbidden],
    ['a table of one’s own', 'create table mine (x int)', forbidden],
    ['a schema of one’s own', 'create schema mine', forbidden],
    ['a temporary table', 'create temp table audit_logs (x int)', forbidden],
    [
      'a function that shadows',
      `create function public.to_jsonb(x anyelement) returns jsonb language sql as 'select null::jsonb'`,
      forbidden,
    ],
    ['a large object', `select lo_from_bytea(0, 'x')`, forbidden],
    ['a large object, made first', 'select lo_create(0)', forbidden],
    ['COPY from a program', `copy users from program 'echo'`, forbidden],
    ['the list of migrations', 'delete from holdfast_migrations', forbidden],
    ['deleting a person', `begin; ${context} delete from users; commit`, forbidden],
    ['a prepared transaction', `begin; ${context} ${update}; prepare transaction 'x'`, '55000'],
  ])('by %s [V16.4.2] [V13.2.2]', async (_attempt, sql, code) => {
    const before = await state()
    await expect(app.plain(sql)).rejects.toMatchObject({ code })
    expect(await state()).toEqual(before)
  })

  test.each<[who: string, sql: string]>([
    ['the log’s owner', 'set role audit_owner; %'],
    ['a superuser', '%'],
    ['a superuser who plays replica', 'set session_replication_role = replica; %'],
  ])('nor can %s rewrite the log as it stands [V16.4.2]', async (_who, template) => {
    for (const sql of [
      `update audit_logs set action = 'x:y'`,
      'delete from audit_logs',
      'truncate audit_logs',
      'truncate audit_logs_rest',
    ]) {
      const attempt = owner.plain(`begin; ${template.replace('%', sql)}; commit`)
      await expect(attempt).rejects.toMatchObject({
        code: forbidden,
        message: expect.stringContaining('is forbidden'),
      })
    }
    await owner.client.query('reset role; reset session_replication_role')
  })

  test('and a context that cannot be read is not repeated in the answer', async () => {
    const attempt = app.plain(
      `begin; select set_config('app.ctx', '{"secret-in-context', true); ${update}; commit`,
    )
    const error = (await attempt.catch((cause: unknown) => cause)) as {
      message: string
      detail?: string
      where?: string
    }
    expect(`${error.message} ${error.detail} ${error.where}`).not.toContain('secret-in-context')
  })

  /** Nothing a refused attempt may have moved. */
  async function state() {
    const { rows } = await owner.client.query(
      `select (select json_agg(u order by id) from users u) as users, (select count(*) from audit_logs) as logs`,
    )
    expect(rows[0].users.some(({ id }: { id: string }) => id === user)).toBe(true)
    return rows[0]
  }
})
