import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/core/ids.ts'
import { databaseError } from '../../src/ports/database.ts'
import { type JobHandler, postponed, runJobs } from '../../src/store/jobs.ts'
import { ack, claim, leaseSeconds, nack } from '../../src/store/outbox.ts'
import { openRoom, type Room } from '../auth/room.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('jobs', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  const post = (topic: string, count = 1, attempts = 10) =>
    room.alter(
      `insert into outbox (topic, payload, max_attempts) select $1, jsonb_build_object('n', g), $3::int from generate_series(1, $2::int) g`,
      topic,
      String(count),
      String(attempts),
    )
  const left = (topic: string) =>
    room.rows(
      `select attempts, done_at is not null as done, dead_at is not null as dead, last_error, lease_by is not null as leased,
        run_at > clock_timestamp() as later from outbox where topic = $1 order by id`,
      topic,
    )
  const due = (topic: string) =>
    room.alter('update outbox set run_at = clock_timestamp() where topic = $1', topic)

  test('are done once each by many workers, with the same dedupe for every attempt', async () => {
    const seen = new Map<string, number>()
    const handler: JobHandler = async (_ports, { dedupe }) =>
      void seen.set(dedupe, (seen.get(dedupe) ?? 0) + 1)
    await post('many', 200)
    const runs = await Promise.all(Array.from({ length: 8 }, () => runJobs(room.ports, { many: handler })))
    expect(runs.reduce((sum, { done }) => sum + done, 0)).toBe(200)
    expect([...seen.values()]).toEqual(Array(200).fill(1))
    expect((await left('many')).every(({ done, leased }) => done === true && leased === false)).toBe(true)
  })

  test('that fail are tried again later, and end as dead letters with a class and a code', async () => {
    await post('poison', 1, 3)
    const poison: JobHandler = async () => {
      throw databaseError('a message with somebody@example.com in it', { code: '23505' })
    }
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await runJobs(room.ports, { poison })).toEqual({ done: 0, failed: 1 })
      expect(await left('poison')).toEqual([
        {
          attempts: attempt,
          done: false,
          dead: attempt === 3,
          last_error: 'DatabaseError 23505',
          leased: false,
          later: true,
        },
      ])
      expect(await runJobs(room.ports, { poison })).toEqual({ done: 0, failed: 0 })
      await due('poison')
    }
    expect(await runJobs(room.ports, { poison })).toEqual({ done: 0, failed: 0 })
  })

  test('may say themselves when to try again, to within a tenth', async () => {
    await post('patient')
    const patient: JobHandler = async () => {
      throw postponed(7_200, '503')
    }
    expect(await runJobs(room.ports, { patient })).toEqual({ done: 0, failed: 1 })
    expect(await left('patient')).toMatchObject([{ dead: false, last_error: 'Postponed 503', leased: false }])
    const [found] = await room.rows(
      `select extract(epoch from run_at - clock_timestamp())::int as seconds from outbox where topic = 'patient'`,
    )
    expect(found?.seconds).toBeGreaterThan(6_400)
    expect(found?.seconds).toBeLessThan(8_000)
  })

  test('of a worker that died are taken up when its lease is over, and die with the last attempt', async () => {
    await post('crash', 1, 2)
    const lapse = () =>
      room.alter(
        `update outbox set lease_until = clock_timestamp() - interval '1 second' where topic = 'crash'`,
      )
    for (let attempt = 1; attempt <= 2; attempt++) {
      expect(await claim(room.ports, uuidv7(), ['crash'], 5)).toHaveLength(1)
      expect(await claim(room.ports, uuidv7(), ['crash'], 5)).toHaveLength(0)
      await lapse()
    }
    expect(await claim(room.ports, uuidv7(), ['crash'], 5)).toHaveLength(0)
    expect(await left('crash')).toMatchObject([{ attempts: 2, dead: true, last_error: 'lease expired' }])
  })

  test('ignore what a worker says that outlived its lease', async () => {
    await post('late')
    const [slow, quick] = [uuidv7(), uuidv7()]
    const [job] = await claim(room.ports, slow, ['late'], 1)
    await room.alter(
      `update outbox set lease_until = clock_timestamp() - interval '1 second' where topic = 'late'`,
    )
    await claim(room.ports, quick, ['late'], 1)
    await nack(room.ports, slow, job?.id ?? '', 'late')
    await ack(room.ports, slow, job?.id ?? '')
    expect(await left('late')).toMatchObject([{ done: false, leased: true, last_error: null }])
    await ack(room.ports, quick, job?.id ?? '')
    expect(await left('late')).toMatchObject([{ done: true, leased: false }])
  })

  test('are given less time than their lease', async () => {
    await post('signal')
    let given: AbortSignal | undefined
    await runJobs(room.ports, {
      async signal(_ports, _job, signal) {
        given = signal
      },
    })
    expect(given?.aborted).toBe(false)
    expect(leaseSeconds).toBe(30)
  })

  test('of a topic that nobody here knows are left alone, and none is claimed once stopped', async () => {
    await post('foreign')
    expect(await runJobs(room.ports, {})).toEqual({ done: 0, failed: 0 })
    expect(await runJobs(room.ports, { foreign: async () => {} }, { signal: AbortSignal.abort() })).toEqual({
      done: 0,
      failed: 0,
    })
    expect(await left('foreign')).toMatchObject([{ attempts: 0, done: false }])
  })
})
