/** The mails of an invoice, newest first, for its owner. */
import { sql } from 'drizzle-orm'
import type { EntityCall } from '../business/collection/call.ts'
import type { HistoryQuery } from '../business/collection/history.ts'
import { ownerOf } from '../business/scope.ts'
import { AppError } from '../core/errors.ts'
import type { Reply } from '../ports/endpoint.ts'
import { newestFirst } from '../store/page.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { mailJson } from './shape.ts'

const { placeholder } = sql

/** One statement: whose invoice it is, and its mails. An invoice of the owner's gives at least one row. */
const mailsOf = prepare(sql`select l.id, l.mail from invoices i
  left join lateral (
    select m.id, ${mailJson()} as mail from invoice_mails m
    where m.invoice_id = i.id and (${placeholder('before')}::uuid is null or m.id < ${placeholder('before')}::uuid)
    order by m.id desc limit ${placeholder('count')}::int) l on true
  where i.id = ${placeholder('id')}::uuid and i.owner_id = ${placeholder('owner')}::uuid and i.deleted_at is null
  order by l.id desc`)

interface Listed {
  readonly id: string
  readonly mail: unknown
}

/** Throws `not-found`. */
export async function listMails(call: EntityCall, id: string, asked: HistoryQuery): Promise<Reply> {
  const owner = ownerOf(call.actor)
  return newestFirst<Listed>(call, {
    ...asked,
    about: ['invoices', 'mails', owner, id],
    async find(before, count) {
      const { ports, deadline } = call
      const found = await read(ports, mailsOf({ id, owner, before, count }), { signal: deadline.signal })
      if (found.length === 0) throw new AppError('not-found')
      return found.filter((row) => row.id !== null) as unknown as readonly Listed[]
    },
    show: ({ mail }) => mail,
  })
}
