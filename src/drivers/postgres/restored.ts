/**
 * A dump made into a database again, in one transaction: what pg_restore makes of it goes through here to psql, and COMMIT goes after it
 * only when all of it was there. Whoever is killed on the way (psql, pg_restore, we) leaves the database as it was.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Bytes } from '../../ports/vault.ts'
import { connectionOf, type Running, run, tool } from './programs.ts'

export interface Restoring {
  readonly url: string
  /** What pg_dump made (-Fc). Nothing is committed where it throws. */
  readonly content: Bytes
  /** SQL, in the same transaction: before the first statement and after the last one. */
  readonly before: string
  readonly after: string
  readonly signal: AbortSignal
}

/** Throws what the first one to fail said. */
export async function restoreDump({ url, content, before, after, signal }: Restoring): Promise<void> {
  const [pgRestore, psql] = await Promise.all([tool('pg_restore'), tool('psql')])
  const failing = new AbortController()
  const within = AbortSignal.any([signal, failing.signal])
  const reader = run(pgRestore, ['--file=-'], {}, within)
  const args = ['--no-psqlrc', '--quiet', '--no-password', '--set=ON_ERROR_STOP=1', '--output=/dev/null']
  const writer = run(psql, args, connectionOf(url, psql), within)
  const [input, sql, output] = [reader.child.stdin, reader.child.stdout, writer.child.stdin]
  if (!input || !sql || !output) throw new Error('a program was started without its pipes.')
  try {
    output.write(`begin;\n${before}\n`)
    await Promise.all([
      pipeline(Readable.from(content), input),
      pipeline(sql, output, { end: false }),
      reader.ended,
    ])
    // Here all was read, to the hash at its end, and pg_restore says that it was whole.
    output.end(`\n${after}\ncommit;\n`)
    await writer.ended
  } catch (error) {
    throw await reasonOf(error, [writer, reader])
  } finally {
    failing.abort()
    output.destroy()
  }
}

/** Who hears that a pipe broke did not break it. */
async function reasonOf(error: unknown, programs: readonly Running[]): Promise<unknown> {
  const brokenPipe = ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET']
  if (!brokenPipe.includes((error as NodeJS.ErrnoException).code ?? '')) return error
  const said = programs.map(({ ended }) =>
    ended.then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  )
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, 2_000))
  return (
    (await Promise.race([Promise.any(said.map(async (one) => (await one) ?? Promise.reject())), late])) ??
    error
  )
}
