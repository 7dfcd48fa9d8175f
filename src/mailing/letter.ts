/**
 * What an invoice says to who reads it, as a value: for the mail, and for the page behind its link.
 *
 * Read for one of two readers: its owner, or whoever holds the token of a mail. What is the seller's own business, such as
 * notes, is not in it.
 */
import { type SQL, sql } from 'drizzle-orm'
import { render, type Stored } from '../business/render.ts'
import type { KeyRing } from '../core/keys.ts'
import type { Line } from '../core/money.ts'
import { customers } from '../entities/customers.ts'
import { invoices } from '../entities/invoices.ts'
import type { Row } from '../ports/database.ts'
import type { Call } from '../ports/endpoint.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'

export interface Address {
  readonly line1: string
  readonly line2?: string
  readonly city: string
  readonly region?: string
  readonly postalCode: string
  readonly country: string
}

export interface Letter {
  readonly id: string
  /** Null for a draft, which its owner alone can see. */
  readonly number: string | null
  readonly status: 'draft' | 'issued' | 'paid' | 'void'
  readonly currency: string
  readonly lines: readonly (Line & { readonly description: string })[]
  readonly subtotal: number
  readonly tax: number
  readonly total: number
  readonly issuedAt: string | null
  readonly paidAt: string | null
  readonly dueOn: string | null
  readonly seller: string
  readonly buyer: { readonly name: string; readonly address: Address | null }
}

const { placeholder } = sql

/** The columns of a letter, from `i`, `c` and `u`: the invoice, its customer and its owner. */
export const letterColumns = sql`to_jsonb(i) as invoice, to_jsonb(c) as customer, coalesce(u.name, u.email) as seller`

/** Joins customer and owner to the invoice `i`. */
export const letterJoins = sql`join customers c on c.id = i.customer_id join users u on u.id = i.owner_id`

/**
 * Is the link of the mail `m` to the invoice `i` of user `u` still good? Until its time is over, the invoice is void, its owner
 * is gone, or a newer mail has left: the older one may have gone to an address that was wrong.
 */
const open: SQL = sql`m.expires_at > clock_timestamp() and i.status in ('issued', 'paid') and u.disabled_at is null
  and not exists (select from invoice_mails n where n.invoice_id = i.id and n.id > m.id and n.sent_at is not null)`

const byToken = prepare(sql`select ${letterColumns}
  from invoice_mails m join invoices i on i.id = m.invoice_id and i.deleted_at is null ${letterJoins}
  where m.token_hash = ${placeholder('tokenHash')} and ${open}`)

const byOwner = prepare(sql`select ${letterColumns} from invoices i ${letterJoins}
  where i.id = ${placeholder('id')}::uuid and i.owner_id = ${placeholder('owner')}::uuid and i.deleted_at is null`)

type Reading = Pick<Call, 'ports' | 'deadline'>

/** For whoever holds a link; undefined where it opens nothing, or nothing any more. */
export async function letterByLink({ ports, deadline }: Reading, tokenHash: string) {
  const [row] = await read(ports, byToken({ tokenHash }), { signal: deadline.signal })
  return row && letterOf(row, ports.config.keys)
}

/** For its owner, in whichever state it is. */
export async function letterForOwner({ ports, deadline }: Reading, id: string, owner: string) {
  const [row] = await read(ports, byOwner({ id, owner }), { signal: deadline.signal })
  return row && letterOf(row, ports.config.keys)
}

export function letterOf({ invoice, customer, seller }: Row, keys: KeyRing): Letter {
  const buyer = render(customers, keys, customer as Stored, ['name', 'address'])
  const { notes: _private, ...told } = render(invoices, keys, invoice as Stored)
  return { ...told, seller, buyer } as unknown as Letter
}
