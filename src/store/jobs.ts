/**
 * One run of the jobs that are due. An entry calls it by timer or cron, an endpoint after its answer;
 * it is correct whichever calls, and however often: the outbox's leases decide who works.
 */
import { uuidv7 } from '../core/ids.ts'
import { isDatabaseError } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import { ack, claim, type Job, leaseSeconds, nack } from './outbox.ts'

/** Does one job, or throws and it is tried again. Must bear being run twice, and must heed the signal. */
export type JobHandler = (ports: Ports, job: Job, signal: AbortSignal) => Promise<void>

/** From topic to handler. Jobs of other topics are left to whoever knows them. */
export type JobHandlers = Readonly<Record<string, JobHandler>>

/** What a handler throws whose job is to be tried again by a schedule of its own. `code` goes to the log. */
export interface Postponed extends Error {
  readonly name: 'Postponed'
  readonly code: string
  readonly seconds: number
}

export function postponed(seconds: number, code: string): Postponed {
  return Object.assign(new Error('Not now.'), { name: 'Postponed' as const, code, seconds })
}

const isPostponed = (cause: unknown): cause is Postponed =>
  cause instanceof Error && cause.name === 'Postponed'

export interface JobsDone {
  readonly done: number
  readonly failed: number
}

export interface JobsOptions {
  /** Stops claiming; what is in flight finishes. */
  readonly signal?: AbortSignal
  /** How long to go on claiming; default 20 s. */
  readonly budgetMs?: number
  /** How many jobs at a time; default few, so that one slow handler holds up little. */
  readonly atOnce?: number
}

const handlerMs = (leaseSeconds * 1000) / 3

export async function runJobs(
  ports: Ports,
  handlers: JobHandlers,
  options: JobsOptions = {},
): Promise<JobsDone> {
  const worker = uuidv7()
  const topics = Object.keys(handlers)
  const { atOnce = 5, budgetMs = 20_000 } = options
  const until = ports.clock.monotonic() + budgetMs
  let done = 0
  let failed = 0
  while (!options.signal?.aborted && ports.clock.monotonic() < until) {
    const jobs = await claim(ports, worker, topics, atOnce, options.signal)
    const results = await Promise.all(jobs.map((job) => runOne(ports, handlers, worker, job)))
    for (const succeeded of results) succeeded ? done++ : failed++
    if (jobs.length < atOnce) break
  }
  return { done, failed }
}

async function runOne(ports: Ports, handlers: JobHandlers, worker: string, job: Job): Promise<boolean> {
  try {
    await handlers[job.topic]?.(ports, job, AbortSignal.timeout(handlerMs))
    await ack(ports, worker, job.id)
    ports.meter.count('jobs_total', { topic: job.topic, result: 'success' })
    return true
  } catch (cause) {
    const error = named(cause)
    ports.meter.count('jobs_total', { topic: job.topic, result: 'failure' })
    ports.log.write({ level: 'warn', action: 'job.failed', result: 'failure', detail: job.topic, error })
    const seconds = isPostponed(cause) ? cause.seconds : undefined
    await nack(ports, worker, job.id, [error.name, error.code].filter(Boolean).join(' '), seconds)
    return false
  }
}

/** Class and code: a message could hold an address. */
function named(cause: unknown): { name: string; code?: string } {
  if (isPostponed(cause)) return { name: cause.name, code: cause.code }
  if (isDatabaseError(cause)) return { name: cause.name, ...(cause.code && { code: cause.code }) }
  return { name: cause instanceof Error ? cause.name : 'unknown' }
}
