/**
 * A dump, and what is asked beside it, of one and the same moment: the snapshot is exported by a transaction that stays open until the
 * dump has ended. It has no number of its own, and so holds up neither writers nor the sealing of the log.
 */
import type { Row, Statement } from '../../ports/database.ts'
import type { Bytes } from '../../ports/vault.ts'
import { failure } from './failure.ts'
import { connectionOf, run, tool } from './programs.ts'
import { single } from './single.ts'

export interface Dumping {
  /** As the database's clock says. */
  readonly takenAt: string
  readonly server: string
  readonly tool: string
  /** Reads in the snapshot. */
  query(statement: Statement): Promise<readonly Row[]>
  /** What pg_dump says (-Fc), compressed. Throws at its end where that failed. Once. */
  dump(signal: AbortSignal): Bytes
  close(): Promise<void>
}

/** Throws a sentence where pg_dump is missing or older than the server; `DatabaseError` where that cannot be reached. */
export async function openDump(url: string): Promise<Dumping> {
  const pgDump = await tool('pg_dump')
  const client = await single({ url, name: 'holdfast backup', connectTimeoutMs: 10_000 })
  const ask = async (text: string, values: readonly unknown[] = []): Promise<readonly Row[]> => {
    const { rows } = await client.query(text, [...values]).catch((error: unknown) => {
      throw failure(error)
    })
    return rows
  }
  try {
    await ask('begin isolation level repeatable read read only')
    await ask('set local statement_timeout = 0')
    await ask('set local idle_in_transaction_session_timeout = 0')
    const [row = {}] = await ask(
      `select pg_export_snapshot() as snapshot, current_setting('server_version') as version,
        current_setting('server_version_num')::int / 10000 as major,
        to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
    )
    if (pgDump.major < Number(row.major))
      throw new Error(
        `pg_dump here is of ${pgDump.version}, and the server of ${row.version}: it takes one that is not older (Debian: postgresql-client-${row.major}).`,
      )
    const args = ['--format=custom', '--compress=6', '--no-password', `--snapshot=${row.snapshot}`]
    return {
      takenAt: String(row.now),
      server: String(row.version),
      tool: `pg_dump ${pgDump.version}`,
      query: ({ text, params }) => ask(text, params),
      async *dump(signal) {
        const { child, ended } = run(pgDump, args, connectionOf(url, pgDump), signal)
        child.stdin?.end()
        try {
          if (child.stdout) yield* child.stdout
          await ended
        } finally {
          child.kill()
        }
      },
      close: () => client.end(),
    }
  } catch (error) {
    await client.end()
    throw error
  }
}
