/** What a checkout asks of the database. Statements that belong to one another, apart from what is done between them. */
import { sql } from 'drizzle-orm'
import { rfc3339 } from '../auth/shapes.ts'
import { gatedWrite } from '../store/atomic.ts'
import { prepare } from '../store/statement.ts'

const { placeholder } = sql

/** An invoice as a checkout sees it. */
export interface Seen {
  readonly version: number
  readonly number: string | null
  readonly total: number
  readonly currency: string
  /** Issued, and something to pay. */
  readonly owed: boolean
  readonly pending: boolean
  readonly open: { readonly sessionId: string; readonly url: string; readonly expiresAt: string } | null
  /** Pages that there have been for this version. */
  readonly before: number
}

/** The checkouts of the invoice `c` by this provider. */
const ofInvoice = sql`from checkouts k where k.provider = ${placeholder('provider')} and k.invoice_id = c.id`

/** Its answer may be old by the time it is used: `keep` looks again at what matters. */
export const look = prepare(sql`select c.version, c.number, c.total::float8 as total, c.currency,
    c.status = 'issued' and c.total > 0 as owed,
    exists (select ${ofInvoice} and k.state = 'pending') as pending,
    (select jsonb_build_object('sessionId', k.session_id, 'url', k.url,
        'expiresAt', ${rfc3339(sql`k.expires_at`)})
      ${ofInvoice} and k.invoice_version = c.version and k.state = 'open' and k.expires_at > clock_timestamp()
      order by k.created_at desc limit 1) as open,
    (select count(*)::int ${ofInvoice} and k.invoice_version = c.version) as before
  from invoices c where c.id = ${placeholder('id')}::uuid and c.owner_id = ${placeholder('owner')}::uuid
    and c.deleted_at is null`)

/** The row stands still while it is decided on, so that nobody pays or voids it between this and the answer. */
export const keep = gatedWrite(sql`given as (
    select ${placeholder('id')}::uuid as id, ${placeholder('owner')}::uuid as owner_id, ${placeholder('version')}::int as version,
      ${placeholder('sessionId')}::text as session_id, ${placeholder('url')}::text as url,
      ${placeholder('expiresAt')}::timestamptz as expires_at, ${placeholder('without')}::text as without
    from claim),
  current as (select c.* from given g join invoices c
    on c.id = g.id and c.owner_id = g.owner_id and c.deleted_at is null for share of c),
  judged as (
    select g.*, c.version as current_version, case when c.id is null then 'unknown'
      when c.status <> 'issued' or c.total <= 0 then 'state'
      when exists (select ${ofInvoice} and k.state = 'pending') then 'pending'
      when c.version <> g.version or (g.session_id is null and g.without is null) then 'changed'
      else g.without end as reason
    from given g left join current c on true),
  kept as (
    insert into checkouts (id, owner_id, invoice_id, invoice_version, provider, session_id, url, expires_at)
    select ${placeholder('checkoutId')}::uuid, j.owner_id, j.id, j.version, ${placeholder('provider')}, j.session_id, j.url, j.expires_at
    from judged j where j.reason is null
    on conflict (provider, session_id) do nothing),
  outcome as (
    select case when j.reason is null then 200 when j.reason = 'unknown' then 404 else 409 end as status,
      j.current_version as version,
      case when j.reason is null
        then jsonb_build_object('url', j.url, 'expiresAt', ${rfc3339(sql`j.expires_at`)})
        else jsonb_build_object('request', ${placeholder('requestId')}::text, 'reason', j.reason) end as body
    from judged j)`)
