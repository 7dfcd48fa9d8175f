/** What is pruned, as the API's own role, and what stays. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recurringJobs } from '../../src/entry/jobs.ts'
import { runJobs } from '../../src/store/jobs.ts'
import { recurringHandlers } from '../../src/store/recurring.ts'
import { openRoom, type Room } from '../auth/room.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('pruning', () => {
  let room: Room
  let mark: string
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())
  beforeEach(() => {
    mark = randomBytes(6).toString('hex')
  })

  /** One run of the job, as it comes out of the outbox. */
  async function run(topic: string) {
    await room.alter(`insert into outbox (topic, payload) values ($1, '{}')`, topic)
    return runJobs(room.ports, recurringHandlers(recurringJobs))
  }
  const names = async (text: string, ...params: string[]) =>
    (await room.rows(text, ...params)).map(({ name }) => name)

  test('takes keys and their results after 24 hours, both or neither', async () => {
    const kept = (age: string) =>
      room.alter(
        `with k as (insert into idempotency_keys (principal, key, request_hash, request_id, created_at)
            values ($1, $2::text, 'x', 'x', now() - $2::text::interval) returning *)
          insert into idempotency_results (principal, key, status, created_at)
          select principal, key, 204, created_at from k`,
        mark,
        age,
      )
    for (const age of ['1 minute', '23 hours 59 minutes', '24 hours 1 minute', '30 days']) await kept(age)
    expect(await run('prune.idempotency_keys')).toEqual({ done: 1, failed: 0 })
    for (const table of ['idempotency_keys', 'idempotency_results'])
      expect(
        await names(`select key as name from ${table} where principal = $1 order by created_at`, mark),
      ).toEqual(['23 hours 59 minutes', '1 minute'])
  })

  test('takes more than a batch, also with many at it', async () => {
    await room.alter(
      `with k as (insert into idempotency_keys (principal, key, request_hash, request_id, created_at)
          select $1, n::text, 'x', 'x', now() - interval '2 days' from generate_series(1, 4500) n returning *)
        insert into idempotency_results (principal, key, status, created_at) select principal, key, 204, created_at from k`,
      mark,
    )
    const runs = await Promise.all(Array.from({ length: 4 }, () => run('prune.idempotency_keys')))
    expect(runs.every(({ failed }) => failed === 0)).toBe(true)
    for (const table of ['idempotency_keys', 'idempotency_results'])
      expect(await names(`select key as name from ${table} where principal = $1`, mark)).toEqual([])
  })

  test('lets a key be used anew once it is gone', async () => {
    const rename = (name: string, token: string) =>
      room.ask('PATCH', '/v1/me', { token, body: { name }, idempotencyKey: mark })
    const { token } = await room.signIn()
    await rename('First', token)
    await room.alter(
      `update idempotency_keys set created_at = now() - interval '2 days' where key = $1`,
      mark,
    )
    expect((await rename('Second', token)).body.name).toBe('First')
    await run('prune.idempotency_keys')
    expect((await rename('Third', token)).body.name).toBe('Third')
  })

  test('of a key between its claim and the look at its result is a matter of asking again', async () => {
    const { token } = await room.signIn()
    const { database } = room.ports
    const ask = (over = {}) =>
      room.ask('PATCH', '/v1/me', { token, body: { name: 'Ada' }, idempotencyKey: mark }, over)
    await ask()
    const gone = ['keys', 'results'].map((what) => ({
      text: `delete from idempotency_${what} where key = $1`,
      params: [mark],
    }))
    const atomic: typeof database.atomic = (statements, options) =>
      database.atomic([...statements.slice(0, -1), ...gone, ...statements.slice(-1)], options)
    const unlucky = await ask({ database: { ...database, atomic } })
    expect([unlucky.status, unlucky.body.code]).toEqual([409, 'in-progress'])
    expect((await ask()).status).toBe(200)
  })

  test('takes finished work after three days; what waits, and what died, stays', async () => {
    const old = `now() - interval '4 days'`
    await room.alter(`insert into outbox (topic, payload, run_at, created_at, done_at, dead_at) values
      ('${mark} old', '{}', ${old}, ${old}, ${old}, null),
      ('${mark} done', '{}', ${old}, ${old}, now() - interval '71 hours', null),
      ('${mark} dead', '{}', ${old}, ${old}, null, ${old}),
      ('${mark} waits', '{}', ${old}, ${old}, null, null)`)
    expect(await run('prune.outbox')).toEqual({ done: 1, failed: 0 })
    expect(
      await names(`select topic as name from outbox where topic like $1 order by id`, `${mark}%`),
    ).toEqual([`${mark} done`, `${mark} dead`, `${mark} waits`])
  })

  test('takes sessions a week after they ended, and the log records it', async () => {
    const { user } = await room.signIn()
    await room.alter(
      `insert into sessions (id, token_hash, user_id, transport, expires_at, revoked_at, user_agent)
        select gen_random_uuid(), $1 || name, $2::uuid, 'bearer', now() + expires::interval, now() + revoked::interval, name
        from (values ('lives', '1 day', null), ('expired', '-6 days', null), ('long expired', '-8 days', null),
          ('ended', '20 days', '-6 days'), ('long ended', '20 days', '-8 days')) v(name, expires, revoked)`,
      mark,
      user.id,
    )
    expect(await run('prune.sessions')).toEqual({ done: 1, failed: 0 })
    const left = `select user_agent as name from sessions where token_hash like $1 order by user_agent`
    expect(await names(left, `${mark}%`)).toEqual(['ended', 'expired', 'lives'])
    const recorded = await room.rows(
      `select actor_kind, action from audit_logs where entity = 'sessions' and operation = 'DELETE'
        and details->'old'->>'user_id' = $1`,
      user.id,
    )
    expect(recorded).toEqual(Array(2).fill({ actor_kind: 'system', action: 'jobs:prune' }))
  })

  test('takes mailed tokens a week after they were used or expired', async () => {
    const { user } = await room.signIn()
    await room.alter(
      `insert into mailed_tokens (token_hash, user_id, purpose, expires_at, used_at)
        select $1 || name, $2::uuid, 'verify', now() + expires::interval, now() + used::interval
        from (values (' lives', '1 day', null), (' expired', '-6 days', null), (' long expired', '-8 days', null),
          (' used', '-6 days', '-6 days'), (' long used', '-7 days', '-8 days')) v(name, expires, used)`,
      mark,
      user.id,
    )
    expect(await run('prune.mailed_tokens')).toEqual({ done: 1, failed: 0 })
    const left = `select token_hash as name from mailed_tokens where token_hash like $1 order by token_hash`
    expect(await names(left, `${mark}%`)).toEqual([`${mark} expired`, `${mark} lives`, `${mark} used`])
  })

  test('takes challenges once their time is over, used or not', async () => {
    await room.alter(
      `insert into challenges (token_hash, purpose, expires_at, used_at)
        select $1 || name, 'oidc', now() + expires::interval, now() + used::interval
        from (values (' waits', '1 minute', null), (' used', '1 minute', '-1 minute'),
          (' over', '-1 minute', null), (' used and over', '-1 minute', '-2 minutes')) v(name, expires, used)`,
      mark,
    )
    expect(await run('prune.challenges')).toEqual({ done: 1, failed: 0 })
    const left = `select token_hash as name from challenges where token_hash like $1 order by token_hash`
    expect(await names(left, `${mark}%`)).toEqual([`${mark} used`, `${mark} waits`])
  })

  test('is counted', () => {
    expect(room.counts.get('rows_pruned_total')).toBeGreaterThan(0)
  })

  test('is not all: the log’s next months are made, and once', async () => {
    const months = () =>
      names(
        `select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'audit_logs'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$' order by 1`,
      )
    const before = await months()
    expect(before.length).toBeGreaterThan(1)
    await room.alter(`drop table ${before.at(-1)}`)
    expect(await months()).toHaveLength(before.length - 1)
    expect(await run('audit.months')).toEqual({ done: 1, failed: 0 })
    expect(await months()).toEqual(before)
    expect(await run('audit.months')).toEqual({ done: 1, failed: 0 })
    expect(await months()).toEqual(before)
  })
})
