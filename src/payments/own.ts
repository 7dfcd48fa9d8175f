/**
 * The checkouts as somebody's own: taken along without their pages, for whoever has one may pay. They stay with the
 * invoices that were issued, as what was asked of a provider; their pages go.
 */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { OwnData } from '../auth/own-data.ts'
import { moment, rfc3339 } from '../auth/shapes.ts'
import { prepare } from '../store/statement.ts'
import { checkoutStates } from './tables.ts'

const { placeholder } = sql

export const ownCheckouts: OwnData = {
  name: 'checkouts',
  shape: z.strictObject({
    id: z.uuid(),
    invoiceId: z.uuid(),
    provider: z.string(),
    state: z.enum(checkoutStates),
    createdAt: moment,
    expiresAt: moment,
  }),
  select: prepare(sql`select jsonb_build_object('id', k.id, 'invoiceId', k.invoice_id, 'provider', k.provider,
      'state', k.state, 'createdAt', ${rfc3339(sql`k.created_at`)}, 'expiresAt', ${rfc3339(sql`k.expires_at`)}) as checkout
    from checkouts k where k.owner_id = ${placeholder('owner')}::uuid
    order by k.id desc limit ${placeholder('count')}::int`),
  show: ({ checkout }) => checkout,
  erasure: sql`erased_checkouts as (
    update checkouts k set url = '' from erased e where k.owner_id = e.id and k.url <> '')`,
}
