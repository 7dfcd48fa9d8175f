import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jobHandlers, jobRounds, recurringJobs } from '../../src/entry/jobs.ts'
import type { Statement } from '../../src/ports/database.ts'
import { runJobs } from '../../src/store/jobs.ts'
import { type Recurring, recurringHandlers, schedule } from '../../src/store/recurring.ts'
import { openRoom, type Room } from '../auth/room.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('a recurring job', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  const waiting = (topic: string) =>
    room.rows(
      `select (extract(epoch from run_at - clock_timestamp()))::float8 as seconds from outbox
        where topic = $1 and done_at is null and dead_at is null order by id`,
      topic,
    )
  const due = (topic: string) =>
    room.alter('update outbox set run_at = clock_timestamp() where topic = $1 and done_at is null', topic)
  const job = (run: Recurring['run'] = async () => false): Recurring => ({
    topic: `test.${randomBytes(6).toString('hex')}`,
    everySeconds: 3_600,
    run,
  })

  test('waits once, however many processes see to it', async () => {
    const jobs = [job(), job()]
    const { database } = room.ports
    // Each holds its commit back for a moment, so that the others look before it.
    const nap = { text: 'select pg_sleep(0.05)', params: [] }
    const slow = {
      database: { ...database, atomic: (all: readonly Statement[]) => database.atomic([...all, nap]) },
    }
    await Promise.all(Array.from({ length: 8 }, () => schedule(slow, jobs)))
    for (const { topic } of jobs) {
      const [only, ...others] = await waiting(topic)
      expect(others).toEqual([])
      expect(only?.seconds).toBeGreaterThan(3_590)
      expect(only?.seconds).toBeLessThan(3_601)
    }
  })

  test('is done when it is due, by one of many, and then waits again', async () => {
    let runs = 0
    const one = job(async () => {
      runs++
      return false
    })
    const handlers = recurringHandlers([one])
    await schedule(room.ports, [one])
    expect(await runJobs(room.ports, handlers)).toEqual({ done: 0, failed: 0 })
    await due(one.topic)
    await schedule(room.ports, [one])
    await Promise.all(Array.from({ length: 8 }, () => runJobs(room.ports, handlers)))
    expect(runs).toBe(1)
    expect(await waiting(one.topic)).toEqual([])
    await schedule(room.ports, [one])
    expect(await waiting(one.topic)).toHaveLength(1)
  })

  test('goes on soon where its time did not suffice', async () => {
    let [now, runs] = [0, 0]
    const one = job(async () => {
      now += 1_000
      runs++
      return true
    })
    const ports = { ...room.ports, clock: { ...room.ports.clock, monotonic: () => now } }
    await schedule(ports, [one])
    await due(one.topic)
    await runJobs(ports, recurringHandlers([one]))
    expect(runs).toBe(4)
    const [next, ...others] = await waiting(one.topic)
    expect(others).toEqual([])
    expect(next?.seconds).toBeLessThan(2)
  })

  test('that died is posted again, and its dead letter is kept', async () => {
    const one = job(async () => {
      throw new Error('no')
    })
    await schedule(room.ports, [one])
    await room.alter('update outbox set attempts = 9 where topic = $1', one.topic)
    await due(one.topic)
    expect(await runJobs(room.ports, recurringHandlers([one]))).toEqual({ done: 0, failed: 1 })
    await schedule(room.ports, [one])
    expect(await waiting(one.topic)).toHaveLength(1)
    expect(
      await room.rows('select 1 from outbox where topic = $1 and dead_at is not null', one.topic),
    ).toHaveLength(1)
  })

  test('is seen to by a round, at first and then once a minute', async () => {
    let now = 1_000
    let trips = 0
    const { database } = room.ports
    const ports = {
      ...room.ports,
      clock: { ...room.ports.clock, monotonic: () => now },
      database: {
        ...database,
        atomic: (...args: Parameters<typeof database.atomic>) => {
          trips++
          return database.atomic(...args)
        },
      },
    }
    const round = jobRounds(ports)
    const counted = async () => {
      trips = 0
      await round()
      return trips
    }
    expect(await counted()).toBe(2)
    for (const { topic } of recurringJobs) expect(await waiting(topic)).toHaveLength(1)
    now += 59_000
    expect(await counted()).toBe(1)
    now += 1_000
    expect(await counted()).toBe(2)
    for (const { topic } of recurringJobs) expect(await waiting(topic)).toHaveLength(1)
    expect(Object.keys(jobHandlers)).toEqual(expect.arrayContaining(recurringJobs.map(({ topic }) => topic)))
  })
})
