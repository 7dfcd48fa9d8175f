/** Disabling an endpoint whose receiver answered that it wants nothing any more; recorded as what the program did. */
import { sql } from 'drizzle-orm'
import type { Ports } from '../ports/index.ts'
import { gatedWrite } from '../store/atomic.ts'
import { systemWrite } from '../store/context.ts'

const { placeholder } = sql

/** Only while it has the address that said so. */
const disable = gatedWrite(sql`disabled as (
    update webhook_endpoints e set status = 'disabled', version = e.version + 1, updated_at = clock_timestamp() from claim
    where e.id = ${placeholder('id')}::uuid and e.url = ${placeholder('url')} and e.status = 'enabled'
      and e.deleted_at is null
    returning e.version),
  outcome as (
    select case when d.version is null then 404 else 204 end as status, d.version, null::jsonb as body
    from claim left join disabled d on true)`)

export async function disableEndpoint(
  ports: Ports,
  endpoint: { readonly id: string; readonly url: string },
  signal: AbortSignal,
): Promise<void> {
  await disable(ports, {
    ...systemWrite('jobs', 'webhook-gone', signal),
    values: endpoint,
  })
}
