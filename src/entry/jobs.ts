/** The one table from an outbox topic to what does it. */
import { mailHandlers } from '../auth/mails.ts'
import type { JobHandlers } from '../store/jobs.ts'

export const jobHandlers: JobHandlers = { ...mailHandlers }
