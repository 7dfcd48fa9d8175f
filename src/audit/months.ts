/** The log's next months: each gets its partition before it begins, so that it can be dropped whole when its time is over. */
import { sql } from 'drizzle-orm'
import type { Recurring } from '../store/recurring.ts'
import { prepare } from '../store/statement.ts'

const preparePartitions = prepare(sql`select audit.prepare_partitions()`)

/** Daily: three months ahead are made, so a month of failures harms nothing. */
export const auditMonths: Recurring = {
  topic: 'audit.months',
  everySeconds: 86_400,
  async run({ database }, signal) {
    await database.atomic([preparePartitions()], { signal })
    return false
  },
}
