/** What is done for webhooks beside the requests: events are handed on, and what is due goes out. */
import type { Ports } from '../ports/index.ts'
import { type JobHandlers, type JobsDone, type JobsOptions, runJobs } from '../store/jobs.ts'
import { deliver } from './deliver.ts'
import { fanOut } from './fan-out.ts'
import { deliveryTopic } from './post.ts'

export const webhookJobs: JobHandlers = { [deliveryTopic]: deliver }

/** Receivers let us wait and cost little while they do. */
const atOnce = 20

/** One round. It waits for strangers, so nothing of ours should wait for it. */
export async function deliverWebhooks(ports: Ports, options: JobsOptions = {}): Promise<JobsDone> {
  const { signal, budgetMs = 20_000 } = options
  await fanOut(ports, ports.clock.monotonic() + budgetMs / 2, signal)
  return runJobs(ports, webhookJobs, { atOnce, ...options })
}

/** For `call.later`, so that what somebody asked for need not wait for the timer. */
export const deliverSoon = (ports: Ports) => deliverWebhooks(ports, { budgetMs: 5_000 })
