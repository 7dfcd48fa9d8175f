/** What of it belongs to a person: their endpoints, without the secrets. What was sent there goes when the person does. */
import { sql } from 'drizzle-orm'
import type { OwnData } from '../auth/own-data.ts'
import { ownRows } from '../business/own-rows.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

const rows = ownRows(webhookEndpoints)

export const ownWebhooks: OwnData = {
  ...rows,
  erasure: sql`${rows.erasure}, forgotten_deliveries as (
    delete from webhook_deliveries d using webhook_endpoints w, erased e
    where w.owner_id = e.id and d.endpoint_id = w.id)`,
}
