/** `POST /sql` as Neon's proxy answers it. Whatever the statement did wrong is a 400, or the client drops its SQLSTATE. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { equal } from '../src/core/bytes.ts'
import { answerOf, beginOf, errorBody, loginOf, type NeonQuery, Payload, statementOf } from './neon-wire.ts'
import { type SqlServer, type SqlWork, tooLargeCode } from './sql.ts'

export interface NeonOptions {
  readonly sql: SqlServer
  /** Who seals the log logs in as `sealer`; absent: as everybody. */
  readonly sealer?: SqlServer | undefined
  readonly token: string
  readonly maxRequestBytes: number
  readonly maxResponseBytes: number
}

const batchHeaders = ['neon-batch-isolation-level', 'neon-batch-read-only', 'neon-batch-deferrable']

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': [
    ...['authorization', 'content-type', 'neon-connection-string', 'neon-raw-text-output', 'neon-array-mode'],
    ...['neon-pool-opt-in', ...batchHeaders],
  ].join(', '),
  'access-control-max-age': '86400',
}

export function neon({ sql, sealer, token, maxRequestBytes, maxResponseBytes }: NeonOptions): Hono {
  const app = new Hono()

  app.use(async function envelope(c, next) {
    await next()
    c.header('access-control-allow-origin', '*')
    c.header('neon-request-id', crypto.randomUUID())
    c.header('cache-control', 'no-store')
  })
  app.options('/', (c) => c.body(null, 200, cors))
  app.use(
    bodyLimit({
      maxSize: maxRequestBytes,
      onError: (c) => c.json(errorBody(`request is too large (max is ${maxRequestBytes} bytes)`), 413),
    }),
  )

  app.post('/', async (c) => {
    const text = c.req.header('neon-connection-string')
    if (text === undefined) return c.json(errorBody('missing `Neon-Connection-String` header'), 400)
    const login = loginOf(text)
    if (!login?.user || !login.password) return c.json(errorBody('invalid connection string'), 400)
    if (!equal(login.password, token)) {
      const refused = { severity: 'FATAL', code: '28P01' }
      return c.json(errorBody(`password authentication failed for user '${login.user}'`, refused), 400)
    }

    const payload = Payload.safeParse(await c.req.json().catch(() => undefined))
    if (!payload.success) return c.json(errorBody('could not parse the HTTP request body'), 400)
    const batch = 'queries' in payload.data ? payload.data.queries : undefined
    const begin = batch && beginOf(c.req.raw.headers)
    if (batch && !begin) return c.json(errorBody('invalid isolation level'), 400)

    const queries: readonly NeonQuery[] = 'queries' in payload.data ? payload.data.queries : [payload.data]
    const statements = queries.map(statementOf)
    const server = (login.user === 'sealer' && sealer) || sql
    const answer = await attempt(c, server, { statements, begin, settings: login.settings, maxResponseBytes })
    if (answer instanceof Response) return answer

    const arrays = c.req.header('neon-array-mode') === 'true'
    const rawText = c.req.header('neon-raw-text-output') === 'true'
    const results = answer.map((result, at) =>
      answerOf(result, { rowAsArray: queries[at]?.arrayMode ?? arrays, rawText }),
    )
    if (!batch) return c.json(results[0])
    for (const name of batchHeaders) c.header(name, c.req.header(name))
    return c.json({ results })
  })

  app.all('*', (c) => c.json('query is not supported', 400))
  return app
}

/** The results, or the answer that tells what became of the request. */
async function attempt(c: Context, sql: SqlServer, work: SqlWork) {
  const { signal } = c.req.raw
  try {
    return await sql.run(work, signal)
  } catch (cause) {
    const error = cause as { message?: string; code?: unknown }
    if (signal.aborted) return c.json(errorBody('the request was cancelled', { code: '08P01' }), 400)
    if (error.code === tooLargeCode) return c.json(errorBody(error.message ?? ''), 507)
    if (isSqlState(error.code)) return c.json(errorBody(error.message ?? '', { ...error }), 400)
    return c.json(errorBody('the connection to the database failed'), 500)
  }
}

/** Five characters, like some of the operating system's codes; but those begin with an E and go on in letters. */
const isSqlState = (code: unknown) =>
  typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code)
