/**
 * The log's months: each gets its partition before it begins, and goes whole when its time is over. How long that is, the operator
 * says (`holdfast audit retain`); nobody who runs this can.
 */
import { sql } from 'drizzle-orm'
import { opening, systemContext } from '../store/context.ts'
import type { Recurring } from '../store/recurring.ts'
import { prepare } from '../store/statement.ts'

const retireMonth = prepare(sql`select audit.retire_month()::text as month`)

const preparePartitions = prepare(sql`select audit.prepare_partitions()`)

/** Daily: three months ahead are made, so a month of failures harms nothing; and one month after another is dropped. */
export const auditMonths: Recurring = {
  topic: 'audit.months',
  everySeconds: 86_400,
  async run({ database, meter }, signal) {
    await database.atomic([preparePartitions()], { signal })
    const context = opening(systemContext('jobs', 'audit-months'), { remainingMs: () => 5_000 })
    const [, [row] = []] = await database.atomic([context, retireMonth()], { signal })
    if (row?.month) meter.count('audit_months_retired_total')
    return row?.month != null
  },
}
