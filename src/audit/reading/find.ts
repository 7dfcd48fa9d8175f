/** One record, with all that it takes to make its entry again. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Call } from '../../ports/endpoint.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { entryOf, type LogRecord, recordColumns } from '../entry.ts'
import { recordShape, told, toldColumns } from './shape.ts'

export const wholeRecordShape = recordShape.extend({
  salt: z
    .uuid()
    .nullable()
    .describe(
      'What the commitment to `details`, address and user agent was made with; null once they were erased.',
    ),
  entry: z
    .string()
    .describe('The exact text of which the leaf is the hash: SHA-256 of a zero byte and this.'),
})

const find = prepare(sql`select ${toldColumns}, r.record
  from audit_logs l cross join lateral (select to_jsonb(r) as record from (select ${recordColumns}) r) r
  where l.id = ${sql.placeholder('id')}::bigint`)

/** Throws `not-found`. */
export async function findRecord(
  { ports, deadline }: Call,
  id: string,
): Promise<z.output<typeof wholeRecordShape>> {
  const [row] = await read(ports, find({ id }), { signal: deadline.signal })
  if (!row) throw new AppError('not-found')
  const record = row.record as LogRecord
  return { ...told(row), salt: record.salt, entry: entryOf(record) }
}
