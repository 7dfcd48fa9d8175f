/** What is done beside the requests: the one table from an outbox topic to what does it, and one round of it. */
import { auditMonths } from '../audit/months.ts'
import { pushing } from '../audit/push/push.ts'
import { sweeping, sweepTopic } from '../auth/erasure.ts'
import { authJobs } from '../auth/jobs.ts'
import { authPruning } from '../auth/prune.ts'
import { mailingJobs } from '../mailing/jobs.ts'
import { mailingPruning } from '../mailing/prune.ts'
import { ownData } from '../own-data.ts'
import { endings } from '../payments/ending.ts'
import type { Ports } from '../ports/index.ts'
import { type JobHandlers, type JobsDone, runJobs } from '../store/jobs.ts'
import { storePruning } from '../store/prune.ts'
import { recurringHandlers, schedule } from '../store/recurring.ts'
import { deliverWebhooks } from '../webhooks/jobs.ts'
import { webhookPruning } from '../webhooks/prune.ts'

export const recurringJobs = [
  ...storePruning,
  ...authPruning,
  ...webhookPruning,
  ...mailingPruning,
  endings,
  auditMonths,
  pushing,
]

export const jobHandlers: JobHandlers = {
  ...authJobs,
  ...mailingJobs,
  [sweepTopic]: sweeping(ownData),
  ...recurringHandlers(recurringJobs),
}

export type Round = (signal?: AbortSignal) => Promise<JobsDone>

/** How long to wait between two rounds of the same kind, in milliseconds, on a machine that has a timer. */
export const pauseMs = 1_000

/** The log is sealed about so often: what was not sealed yet could be changed unseen. */
export const sealingPauseMs = 2_000

/** All of it is verified about once a day, and not at once: a start is when there is most to do. */
export const verifyPauseMs = 86_400_000
export const verifyFirstMs = 60_000

/**
 * Every round that there is. They are called apart, and none waits for another: who tells strangers of something waits for
 * strangers.
 */
export const allRounds = (ports: Ports): readonly Round[] => [
  jobRounds(ports),
  (signal) => deliverWebhooks(ports, signal ? { signal } : {}),
]

const scheduleEveryMs = 60_000

/**
 * Gives the function that a timer or a cron calls: it sees that what recurs is waiting, the first time and then once a
 * minute, and works off what is due.
 */
export function jobRounds(ports: Ports): Round {
  let scheduleAt = 0
  return async function round(signal) {
    if (ports.clock.monotonic() >= scheduleAt) {
      await schedule(ports, recurringJobs)
      scheduleAt = ports.clock.monotonic() + scheduleEveryMs
    }
    return runJobs(ports, jobHandlers, signal ? { signal } : {})
  }
}
