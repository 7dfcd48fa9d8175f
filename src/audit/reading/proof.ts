/** That a record is in the log, for who can ask nobody: a text that is checked with the log's public key alone (C2SP tlog-proof). */
import { sql } from 'drizzle-orm'
import { AppError } from '../../core/errors.ts'
import type { Call, Reply } from '../../ports/endpoint.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { entryOf, type LogRecord, recordColumns } from '../entry.ts'
import { withHashes } from '../tree/fetched.ts'
import { inclusionProof } from '../tree/proofs.ts'
import { anchorNames, newest, noteOf } from './checkpoint.ts'

const find = prepare(sql`with ${anchorNames}
  select r.record, f.seq::text, c.size::text, c.note, c.cosignatures
  from audit_logs l cross join lateral (select to_jsonb(r) as record from (select ${recordColumns}) r) r
  left join audit_leaves f on f.log_id = l.id left join ${newest} c on true
  where l.id = ${sql.placeholder('id')}::bigint`)

/** Longer than a round of the sealer. */
const retryAfterSeconds = 3

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')

/** Throws `not-found`, and `conflict` where the record is not sealed yet. */
export async function proveRecord({ ports, deadline: { signal } }: Call, id: string): Promise<Reply> {
  const [row] = await read(ports, find({ id }), { signal })
  if (!row) throw new AppError('not-found')
  if (row.seq === null) throw unsealed()
  const [index, size] = [Number(row.seq), Number(row.size)]
  const path = await withHashes(ports, (hashes) => inclusionProof(hashes, index, size), signal)
  const lines = [
    'c2sp.org/tlog-proof@v1',
    `extra ${base64(entryOf(row.record as LogRecord))}`,
    `index ${index}`,
    ...path.map(base64),
  ]
  return {
    body: `${lines.join('\n')}\n\n${noteOf(row)}`,
    headers: { 'content-disposition': `attachment; filename="${id}.tlog-proof"` },
  }
}

const unsealed = () =>
  new AppError('conflict', 'This record is not sealed yet: it will be within seconds.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  })
