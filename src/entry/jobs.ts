/** The one table from an outbox topic to what does it. */
import { authJobs } from '../auth/jobs.ts'
import type { JobHandlers } from '../store/jobs.ts'

export const jobHandlers: JobHandlers = { ...authJobs }
