/**
 * Five thousand jobs, one in a hundred of them poison; workers that die with what they hold, and workers that come back after their
 * lease. In the end all is done or dead, the dead are the poison, and nothing took effect twice.
 *
 * Time is helped along: leases of the dead end at once, and what waits for another try is due.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type JobHandler, type JobHandlers, runJobs } from '../../src/store/jobs.ts'
import { openRoom, type Room } from '../auth/room.ts'
import { postgresUrl } from '../support/servers.ts'

const jobs = Number(process.env.JOBS ?? 5_000)
const workers = 16
const isPoison = (n: number) => n % 100 === 0

describe.skipIf(!postgresUrl)(`${jobs} jobs`, () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  /** `effects`: what whoever is told by a job does of it, once for each key (`dedupe`), as they are asked to. */
  async function work(atMostOnce: boolean) {
    const topic = `fire.${atMostOnce}`
    await room.alter(
      `insert into outbox (topic, payload, max_attempts) select $1, jsonb_build_object('n', g), 5 from generate_series(1, $2::int) g`,
      topic,
      String(jobs),
    )
    const effects = new Map<string, number>()
    const figures = { died: 0, late: 0, runs: 0 }
    let over = false

    const handler =
      (die: () => void): JobHandler =>
      async (_ports, { dedupe, payload, attempts }) => {
        const n = Number(payload.n)
        figures.runs++
        if (isPoison(n)) throw new Error('poison')
        const effect = () => {
          if (!atMostOnce || !effects.has(dedupe)) effects.set(dedupe, (effects.get(dedupe) ?? 0) + 1)
        }
        if (attempts === 1 && n % 97 === 1) {
          // It dies with the effect done, or not, and says nothing any more.
          figures.died++
          if (n % 2) effect()
          die()
          await new Promise(() => {})
        }
        if (attempts === 1 && n % 89 === 2) {
          figures.late++
          await room.alter(
            `update outbox set lease_until = clock_timestamp() - interval '1 second' where dedupe = $1::uuid`,
            dedupe,
          )
          await sleep(20 + Math.random() * 200)
        }
        effect()
      }

    async function worker(): Promise<void> {
      while (!over) {
        // A worker that dies leaves its round as it is; another is begun in its place.
        await new Promise<void>((resolve) => {
          const handlers: JobHandlers = { [topic]: handler(resolve) }
          runJobs(room.ports, handlers).then(
            () => resolve(),
            () => resolve(),
          )
        })
        await sleep(5)
      }
    }

    const all = Array.from({ length: workers }, worker)
    const open = async () => {
      const [row] = await room.rows(
        'select count(*)::int as open from outbox where topic = $1 and done_at is null and dead_at is null',
        topic,
      )
      return Number(row?.open)
    }
    for (let turns = 0; (await open()) > 0; turns++) {
      if (turns > 600) throw new Error('They did not come to an end.')
      await room.alter(
        `update outbox set run_at = clock_timestamp() - interval '1 second',
           lease_until = case when lease_until < clock_timestamp() + interval '28 seconds' then clock_timestamp() - interval '1 second' else lease_until end
         where topic = $1 and done_at is null and dead_at is null`,
        topic,
      )
      await sleep(100)
    }
    over = true
    await Promise.all(all)
    const rows = await room.rows(
      `select (payload->>'n')::int as n, dedupe::text, dead_at is not null as dead, done_at is not null as done from outbox where topic = $1`,
      topic,
    )
    return { rows, effects, figures }
  }

  test('are done or dead, the dead are the poison, and nothing took effect twice', {
    timeout: 120_000,
  }, async () => {
    const { rows, effects, figures } = await work(true)
    const dead = rows.filter(({ dead }) => dead).map(({ n }) => Number(n))
    console.info(
      `${jobs} jobs: ${JSON.stringify({ done: rows.length - dead.length, dead: dead.length, ...figures })}`,
    )
    expect(rows.filter(({ done, dead }) => done === dead)).toEqual([])
    expect(rows).toHaveLength(jobs)
    expect(dead.sort((a, b) => a - b)).toEqual(
      Array.from({ length: jobs }, (_, at) => at + 1).filter(isPoison),
    )
    const good = rows.filter(({ n }) => !isPoison(Number(n)))
    expect(good.filter(({ dedupe }) => effects.get(String(dedupe)) !== 1)).toEqual([])
    expect(effects.size).toBe(good.length)
    expect(figures.died).toBeGreaterThan(0)
    expect(figures.late).toBeGreaterThan(0)
  })

  test('and who does not heed the key of a job sees some of them twice', { timeout: 120_000 }, async () => {
    const { effects } = await work(false)
    expect([...effects.values()].some((times) => times > 1)).toBe(true)
  })
})
