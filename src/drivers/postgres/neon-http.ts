/** Postgres over HTTPS (Neon’s SQL-over-HTTP), for runtimes that cannot hold a socket between requests. */
import { neon, neonConfig } from '@neondatabase/serverless'
import type { Database, Statement } from '../../ports/database.ts'
import { abandoned, cancelled, failure, tooLarge } from './failure.ts'
import { refuseLasting } from './guard.ts'
import { types } from './rows.ts'
import { withSession } from './session.ts'

export interface NeonHttpOptions {
  readonly url: string
  /** Where `/sql` is answered, if not at Neon: the bridge. */
  readonly endpoint?: string | undefined
  /** How long a call may take that brings no signal of its own: Neon’s client waits for ever. Default 60,000. */
  readonly timeoutMs?: number
}

const levels = {
  'read committed': 'ReadCommitted',
  'repeatable read': 'RepeatableRead',
  serializable: 'Serializable',
} as const

export function neonHttp({ url, endpoint, timeoutMs = 60_000 }: NeonHttpOptions): Database {
  neonConfig.fetchFunction = routed
  const sql = neon(connectionString(url), { fullResults: true, disableWarningInBrowsers: true })
  const toQuery = ({ text, params }: Statement) => sql.query(text, [...params], { types })

  /** One request, with the signal and the address in its options: those are this call’s own, the library’s settings are everybody’s. */
  async function send<T>(
    given: AbortSignal | undefined,
    call: (fetchOptions: object) => PromiseLike<T>,
  ): Promise<T> {
    const signal = given ?? AbortSignal.timeout(timeoutMs)
    if (signal.aborted) throw cancelled(signal.reason)
    try {
      return await call({ signal, endpoint })
    } catch (error) {
      throw signal.aborted ? abandoned(error) : explain(error)
    }
  }

  return {
    async query(statement, { signal } = {}) {
      refuseLasting(statement)
      const { text, params } = statement
      const result = await send(signal, (fetchOptions) =>
        sql.query(text, [...params], { types, fetchOptions }),
      )
      return result.rows
    },
    // Always the batch path, also for one write: on the single path a failure after execution could hide a commit.
    async atomic(statements, { signal, isolation = 'read committed', readOnly = false, keep = true } = {}) {
      statements.forEach(refuseLasting)
      if (statements.length === 0) return []
      const options = { isolationLevel: levels[isolation], readOnly }
      const results = await send(signal, (fetchOptions) =>
        sql.transaction((keep ? statements : trial(statements)).map(toQuery), { ...options, fetchOptions }),
      )
      const all = results.map(({ rows }) => rows)
      return keep ? all : all.slice(1, -1)
    },
    async close() {},
  }
}

/** The transaction over HTTP always ends with COMMIT: what must not stay is undone before. */
const trial = (statements: readonly Statement[]): readonly Statement[] => [
  { text: 'savepoint trial', params: [] },
  ...statements,
  { text: 'rollback to savepoint trial', params: [] },
]

/** The library’s own complaint about a URL would repeat it, password and all. */
function connectionString(url: string): string {
  const { protocol, username, hostname, pathname } = URL.canParse(url) ? new URL(url) : new URL('none:')
  if (!/^postgres(ql)?:$/.test(protocol) || !username || !hostname || pathname.length < 2)
    throw new Error('A Neon URL looks like postgres://user:password@host/database.')
  return withSession(url, 'holdfast')
}

/** `fetchFunction` is one for the whole process; which server a call is for travels in the call’s own options. */
function routed(url: string, { endpoint, ...init }: RequestInit & { endpoint?: string }): Promise<Response> {
  return fetch(endpoint ?? url, init)
}

/** Neon’s client gives only a sentence for anything but a 400. */
function explain(error: unknown) {
  const status = /^Server error \(HTTP status (\d+)\)/.exec(error instanceof Error ? error.message : '')?.[1]
  return status === '413' || status === '507' ? tooLarge(error) : failure(error)
}
