/**
 * All that is kept of a person, for them to take along: one trip, in which the event is written and everything is read.
 *
 * It is made in memory and in the time of one answer, so of each kind the newest rows are told, and whether those were all.
 */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { User } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { contextOf, opening } from '../store/context.ts'
import { readTogether } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { happened } from './events.ts'
import { accountShape, ownAccount, selectAccount } from './own-account.ts'
import type { OwnRows } from './own-data.ts'
import { moment } from './shapes.ts'

/** Of each kind. */
export const maxRows = 5_000

const exported = prepare(sql`select ${happened('auth.account.exported', sql`u.id`)} as event from users u
  where u.id = ${sql.placeholder('owner')}::uuid and u.disabled_at is null`)

const rowsOf = ({ shape }: OwnRows) =>
  z.strictObject({
    rows: z.array(shape),
    complete: z.boolean().describe('Are these all, or the newest of more?'),
  })

export function exportShape(parts: readonly OwnRows[]) {
  const kinds = [...ownAccount, ...parts]
  return z.strictObject({
    exportedAt: moment,
    account: accountShape,
    data: z.strictObject(Object.fromEntries(kinds.map((kind) => [kind.name, rowsOf(kind)]))),
  })
}

export function exporting(parts: readonly OwnRows[]) {
  const kinds = [...ownAccount, ...parts]

  return async function exportAll(call: Call, { id, sessionId }: User) {
    const { ports, deadline } = call
    const asked = { owner: id, sessionId, count: maxRows + 1 }
    const [, , [first] = [], ...found] = await readTogether(
      ports,
      [
        opening(contextOf(call), deadline),
        exported(asked),
        selectAccount(asked),
        ...kinds.map(({ select }) => select(asked)),
      ],
      { signal: deadline.signal },
    )
    if (!first) throw new AppError('unauthenticated')
    const told = kinds.map(({ name, show }, at) => {
      const rows = found[at] ?? []
      const shown = rows.slice(0, maxRows).map((row) => show(row, ports.config.keys))
      return [name, { rows: shown, complete: rows.length <= maxRows }]
    })
    return {
      exportedAt: new Date(ports.clock.now()).toISOString(),
      account: first.account,
      data: Object.fromEntries(told),
    }
  }
}

/** The header by which a browser keeps it, under the day it was made (RFC 6266). */
export const keptAs = ({ exportedAt }: { readonly exportedAt: string }) => ({
  'content-disposition': `attachment; filename="holdfast-${exportedAt.slice(0, 10)}.json"`,
})
