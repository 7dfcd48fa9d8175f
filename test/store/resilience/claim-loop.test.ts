/**
 * Workers of one outbox, one beside the other: chance decides who goes next at every await, which call of the database fails, before or
 * after it took effect, who dies with what it holds, and when the leases end. The statements are the real ones, on the embedded database.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenPglite } from '../../../src/drivers/postgres/pglite.ts'
import type { Database } from '../../../src/ports/database.ts'
import type { Ports } from '../../../src/ports/index.ts'
import { type JobHandlers, runJobs } from '../../../src/store/jobs.ts'
import { migrate } from '../../../src/store/migrator.ts'
import type { Job } from '../../../src/store/outbox.ts'
import { fromSnapshot } from '../../support/embedded.ts'
import { seed } from './seeded.ts'

const runs = Number(process.env.RUNS ?? 60)
const jobs = 6
const maxAttempts = 2
const topic = 'claim.loop'

type Step =
  | { readonly kind: 'work' | 'leases end' | 'lost before' | 'lost after' }
  | { readonly kind: 'poison'; readonly job: number }

const only = (kind: Exclude<Step['kind'], 'poison'>) => fc.constant<Step>({ kind })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: only('work') },
  { weight: 2, arbitrary: only('leases end') },
  { weight: 1, arbitrary: only('lost before') },
  { weight: 2, arbitrary: only('lost after') },
  { weight: 1, arbitrary: fc.nat({ max: jobs - 1 }).map((job): Step => ({ kind: 'poison', job })) },
)

let embedded: OpenPglite
beforeAll(async () => {
  embedded = await fromSnapshot()
  await migrate(embedded.script)
})
afterAll(() => embedded?.database.close())

interface Row {
  readonly n: number
  readonly attempts: number
  readonly done: boolean
  readonly dead: boolean
}

/** Answers with what must not be. `spelled`: what becomes of a statement on its way. */
async function play(steps: readonly Step[], scheduler: fc.Scheduler, spelled: (text: string) => string) {
  const wrong: string[] = []
  const poison = new Set<number>()
  const lost = { before: 0, after: 0 }
  const running = new Map<number, number>()
  const runsOf = new Map<number, number>()
  const effects = new Set<number>()
  /** Rises when leases are ended: who claimed before may meet another at the same job. */
  let age = 0
  const claimedAt = new Map<string, number>()
  const ended = (text: string) => embedded.exec(text)
  const turn = <T>(act: () => T | Promise<T>) => scheduler.schedule(Promise.resolve()).then(act)

  const atomic: Database['atomic'] = (statements, options) =>
    turn(async () => {
      if (lost.before > 0 && lost.before--) throw new Error('It never came there.')
      const sent = statements.map((one) => ({ ...one, text: spelled(one.text) }))
      const got = await embedded.database.atomic(sent, options)
      for (const { payload, attempts } of (got[1] ?? []) as unknown as Job[])
        claimedAt.set(`${payload.n} ${attempts}`, age)
      if (lost.after > 0 && lost.after--) throw new Error('The answer was lost.')
      return turn(() => got)
    })
  const ports = {
    database: { ...embedded.database, atomic },
    clock: { now: () => 0, monotonic: () => 0 },
    meter: { count: () => {} },
    log: { write: () => {} },
  } as unknown as Ports

  const handlers: JobHandlers = {
    async [topic](_ports, { payload, attempts }) {
      const n = Number(payload.n)
      runsOf.set(n, (runsOf.get(n) ?? 0) + 1)
      if (attempts > maxAttempts) wrong.push(`job ${n} was tried ${attempts} times`)
      const mine = claimedAt.get(`${n} ${attempts}`) as number
      if (running.get(n) === mine) wrong.push(`job ${n} was run by two at once`)
      running.set(n, mine)
      try {
        await turn(() => {})
        if (poison.has(n)) throw new Error('poison')
        effects.add(n)
        await turn(() => {})
      } finally {
        if (running.get(n) === mine) running.delete(n)
      }
    },
  }

  await ended(`delete from outbox where topic = '${topic}'`)
  await ended(`insert into outbox (topic, payload, max_attempts)
    select '${topic}', jsonb_build_object('n', g), ${maxAttempts} from generate_series(0, ${jobs - 1}) g`)
  const endLeases = async () => {
    await ended(`update outbox set run_at = now() - interval '1 second',
      lease_until = lease_until - interval '1 minute' where topic = '${topic}' and done_at is null`)
    age++
  }

  // A claim that was lost ends its worker, as it ends a round of the entry's loop: the next one goes on.
  const work = () => runJobs(ports, handlers, { atOnce: 2 }).catch(() => {})
  const workers: Promise<unknown>[] = []
  for (const one of steps) {
    if (one.kind === 'work') workers.push(work())
    else if (one.kind === 'leases end') await endLeases()
    else if (one.kind === 'poison') poison.add(one.job)
    else lost[one.kind === 'lost before' ? 'before' : 'after']++
    for (let turns = 0; turns < 3 && scheduler.count() > 0; turns++) await scheduler.waitOne()
  }
  await scheduler.waitFor(Promise.all(workers))
  Object.assign(lost, { before: 0, after: 0 })
  for (let round = 0; round < maxAttempts + 2; round++) {
    await endLeases()
    await scheduler.waitFor(work())
  }

  const rows = (await embedded.database.query({
    text: `select (payload->>'n')::int as n, attempts, done_at is not null as done, dead_at is not null as dead
      from outbox where topic = $1 order by 1`,
    params: [topic],
  })) as unknown as Row[]
  for (const { n, attempts, done, dead } of rows) {
    if (done === dead) wrong.push(`job ${n} is ${done ? 'done and dead' : 'neither done nor dead'}`)
    if (done && !effects.has(n)) wrong.push(`job ${n} is done and had no effect`)
    if (dead && attempts < maxAttempts) wrong.push(`job ${n} is dead after ${attempts} attempts`)
    if ((runsOf.get(n) ?? 0) > attempts)
      wrong.push(`job ${n} ran ${runsOf.get(n)} times in ${attempts} attempts`)
  }
  return wrong
}

const property = (spelled: (text: string) => string) =>
  fc.asyncProperty(
    fc.array(step, { minLength: 3, maxLength: 25 }),
    fc.scheduler(),
    async (steps, scheduler) => {
      expect(await play(steps, scheduler, spelled)).toEqual([])
    },
  )

test('in the end each job is done or dead, and meanwhile nobody shares one', { timeout: 120_000 }, () =>
  fc.assert(
    property((text) => text),
    { seed, numRuns: runs },
  ),
)

/** Each takes away what the loop rests on. */
const controls = {
  'the lease': ['and (lease_until is null or lease_until < clock_timestamp())', ''],
  'the count of attempts': ['attempts = j.attempts + 1', 'attempts = j.attempts'],
  'the burial': ['attempts >= max_attempts and lease_until', 'false and lease_until'],
} as const

test.each(Object.entries(controls))(
  'without %s this very test finds it',
  { timeout: 120_000 },
  async (_, [from, to]) => {
    let met = false
    const found = await fc.check(
      property((text) => {
        met ||= text.includes(from)
        return text.replace(from, to)
      }),
      { seed, numRuns: runs, endOnFailure: true },
    )
    expect(met, 'the statement is spelled otherwise now').toBe(true)
    expect(found.failed).toBe(true)
  },
)
