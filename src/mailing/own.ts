/** The mails as somebody's own: taken along, and gone with their owner. Their links end with that. */
import { sql } from 'drizzle-orm'
import type { OwnData } from '../auth/own-data.ts'
import { prepare } from '../store/statement.ts'
import { mailJson, mailShape } from './shape.ts'

const { placeholder } = sql

export const ownMails: OwnData = {
  name: 'invoiceMails',
  shape: mailShape,
  select: prepare(sql`select ${mailJson()} as mail from invoice_mails m
    where m.owner_id = ${placeholder('owner')}::uuid order by m.id desc limit ${placeholder('count')}::int`),
  show: ({ mail }) => mail,
  erasure: sql`erased_invoice_mails as (delete from invoice_mails m using erased e where m.owner_id = e.id)`,
}
