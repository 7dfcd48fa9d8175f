/**
 * Events: what a provider tells, taken as often as it tells it and in whatever order.
 *
 * An invoice is paid by an event about a checkout that we opened for it, of its total in its currency, and by no other: what an
 * event says of an invoice is held against what we know. What does not fit is kept, counted and told to whoever watches, and
 * the provider hears that it was taken: telling it again would change nothing.
 */
import { sql } from 'drizzle-orm'
import { performing } from '../business/collection/action.ts'
import type { Stored } from '../business/render.ts'
import { pay } from '../entities/invoice-life.ts'
import { invoices } from '../entities/invoices.ts'
import type { Call } from '../ports/endpoint.ts'
import type { CheckoutNews, PaymentEvent } from '../ports/payments.ts'
import { gatedWrite, type Outcome } from '../store/atomic.ts'
import { announceRows, rowKey } from '../store/cache.ts'
import { contextOf } from '../store/context.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { checkoutOf, type EventOutcome, inboxed, isAmiss, valuesOf } from './inbox.ts'

type EventCall = Omit<Call, 'input'>

const { placeholder } = sql

const told = sql`outcome as (select 200 as status, null::int as version,
    to_jsonb(coalesce((select i.outcome from inbox i), 'duplicate')) as body from claim)`

/** Nothing comes of it. */
const record = gatedWrite(sql`${inboxed(sql`${placeholder('outcome')}`, sql`from claim`)}, ${told}`)

/** The checkout is over, or about to be. Only onwards: what comes late changes nothing. */
const note = gatedWrite(sql`${checkoutOf},
  ${inboxed(
    sql`case when k.state = 'open' or (k.state = 'pending' and ${placeholder('state')} = 'failed') then 'noted' else 'late' end`,
    sql`from claim, checkout k`,
  )},
  moved as (update checkouts t set state = ${placeholder('state')} from checkout k, inbox i
    where t.id = k.id and i.outcome = 'noted'),
  ${told}`)

/** The invoice is paid, if it is owed and the event is new. That there was money is noted of the checkout in any case. */
const settle = performing(invoices, pay, {
  ctes: sql`${checkoutOf},
    ${inboxed(
      sql`case when v.status = 200 then 'paid' when k.state = 'paid' then 'repeated' when c.status = 'paid' then 'already-paid'
        when c.status is distinct from 'issued' then 'not-owed' else 'mismatch' end`,
      sql`from verdict v left join current c on true, checkout k`,
    )},
    settled as (update checkouts t set state = 'paid' from checkout k, inbox i
      where t.id = k.id and i.outcome in ('paid', 'already-paid', 'not-owed')),`,
  from: sql`, inbox`,
})

const opened = prepare(sql`select k.invoice_id, k.owner_id from checkouts k
  where k.provider = ${placeholder('provider')} and k.session_id = ${placeholder('sessionId')}`)

const recorded =
  prepare(sql`select e.outcome, e.request_id = ${placeholder('requestId')}::uuid as ours from payment_events e
  where e.provider = ${placeholder('provider')} and e.id = ${placeholder('eventId')}`)

/** Takes an event whose sender is known, and says what came of it. Throws `unavailable`, and then nothing has come of it. */
export async function take(call: EventCall, provider: string, event: PaymentEvent): Promise<EventOutcome> {
  const { ports, requestId } = call
  const outcome = await apply(call, provider, event)
  ports.meter.count('payment_events_total', { provider, outcome })
  if (isAmiss(outcome, event))
    ports.log.write({
      ...{ level: 'error', action: 'payments.amiss', result: 'failure', code: outcome },
      ...{ request_id: requestId, detail: event.id },
    })
  return outcome
}

async function apply(call: EventCall, provider: string, event: PaymentEvent): Promise<EventOutcome> {
  const { ports, deadline } = call
  const { checkout } = event
  // The system acts here: who sent it has no account.
  const context = { ...contextOf(call), actor_kind: 'system' as const }
  const write = { context, deadline, principal: 'system', idempotency: undefined }
  const recordAs = async (outcome: EventOutcome, invoiceId: string | null = null) =>
    said(await record(ports, { ...write, values: { ...valuesOf(provider, event, invoiceId), outcome } }))

  if (!checkout) return recordAs('ignored')
  const session = { provider, sessionId: checkout.id }
  const [row] = await read(ports, opened(session), { signal: deadline.signal })
  if (!row) return recordAs('unknown')
  const [id, owner] = [String(row.invoice_id), String(row.owner_id)]
  const values = { ...valuesOf(provider, event, id), state: checkout.state }
  if (checkout.state !== 'paid') return said(await note(ports, { ...write, values }))
  const input = inputOf(checkout, id)
  if (!input) return recordAs('mismatch', id)

  await announceRows(call, [rowKey(invoices.table, id)])
  const actor = { kind: 'system', name: 'payments' } as const
  const result = await settle(ports, {
    context,
    deadline,
    idempotency: undefined,
    id,
    owner,
    actor,
    input,
    values,
  })
  if (result.status === 200) return (result.body as Stored).status === 'paid' ? 'paid' : 'duplicate'
  const [kept] = await read(ports, recorded({ ...values, requestId: call.requestId }), {
    signal: deadline.signal,
  })
  return kept?.ours === true ? (kept.outcome as EventOutcome) : 'duplicate'
}

const said = ({ body }: Outcome) => body as EventOutcome

/** What `pay` compares with the invoice; undefined where there is nothing to compare. */
function inputOf({ id, reference, amount, currency }: CheckoutNews, invoiceId: string) {
  if (reference !== invoiceId || amount === undefined || currency === undefined) return undefined
  return { amount, currency, reference: id }
}
