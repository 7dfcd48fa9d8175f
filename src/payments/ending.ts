/**
 * Ending: a page on which nothing is owed any more, since its invoice was paid in another way or voided or its owner is gone, is
 * closed at the provider within minutes. Whoever pays there all the same, before that, makes an event that is amiss.
 */
import { sql } from 'drizzle-orm'
import { gatedWrite } from '../store/atomic.ts'
import { systemWrite } from '../store/context.ts'
import { read } from '../store/read.ts'
import type { Recurring } from '../store/recurring.ts'
import { prepare } from '../store/statement.ts'

const { placeholder } = sql

/** Each is a request to the provider: a batch of them is done well within a handler's time. */
const batch = 10

const superfluous =
  prepare(sql`select k.id, k.session_id from checkouts k join invoices c on c.id = k.invoice_id
  where k.provider = ${placeholder('provider')} and k.state = 'open' and k.expires_at > clock_timestamp()
    and (c.status in ('paid', 'void')
      or exists (select from users u where u.id = k.owner_id and u.erased_at is not null))
  order by k.expires_at limit ${sql.raw(String(batch))}`)

/** An event may have come meanwhile: what it says stays. */
const ended = gatedWrite(sql`changed as (
    update checkouts k set state = 'expired' from claim
    where k.id = ${placeholder('checkoutId')}::uuid and k.state = 'open' returning 1),
  outcome as (select 200 as status, null::int as version, null::jsonb as body from claim)`)

export const endings: Recurring = {
  topic: 'payments.end',
  everySeconds: 300,
  async run(ports, signal) {
    const { payments } = ports
    if (!payments) return false
    const rows = await read(ports, superfluous({ provider: payments.provider }), { signal })
    for (const { id, session_id: session } of rows) {
      await payments.end(String(session), signal)
      await ended(ports, {
        ...systemWrite('jobs', 'checkout', signal),
        values: { checkoutId: id },
      })
    }
    return rows.length === batch
  },
}
