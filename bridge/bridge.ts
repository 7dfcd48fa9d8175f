/**
 * Speaks Neon's SQL over HTTP and Upstash's Redis REST in front of an ordinary Postgres and Redis, or of PGlite and
 * memory. For those who run the edge build at home: `wrangler dev`, tests, self-hosters.
 */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { PGlite } from '@electric-sql/pglite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { isLoopback } from '../src/core/address.ts'
import { neon } from './neon.ts'
import { postgres } from './postgres.ts'
import type { RedisServer } from './redis.ts'
import type { SqlServer } from './sql.ts'
import { upstash } from './upstash.ts'

export interface BridgeOptions {
  /** `postgres://…`, or an open PGlite, which stays the caller's to close; absent = a new PGlite in memory. */
  readonly postgres?: string | PGlite | undefined
  /** `postgres://sealer…`: where statements of the user `sealer` go; absent: as all others. */
  readonly sealer?: string | undefined
  /** `redis://…`; absent = memory. */
  readonly redis?: string | undefined
  /** Default `127.0.0.1`. Anything but loopback needs a token. */
  readonly host?: string | undefined
  /** Default 0: any free port. */
  readonly port?: number | undefined
  /** Password of the connection string and bearer of the Redis calls; default: a new one. */
  readonly token?: string | undefined
  /** Connections to Postgres; default 20. */
  readonly maxConnections?: number | undefined
  /** Default 10 MiB, as Neon's. */
  readonly maxRequestBytes?: number | undefined
  readonly maxResponseBytes?: number | undefined
}

export interface Bridge {
  readonly url: string
  readonly token: string
  /** Requests that arrived, whatever became of them. */
  readonly stats: { readonly sqlRequests: number; readonly redisRequests: number }
  /** Takes no more requests, finishes those at hand, closes what it opened. */
  close(): Promise<void>
}

const megabytes = 1024 * 1024
const finishWithinMs = 5000

/** Resolves when it listens and both servers have answered; throws a sentence that holds no secret. */
export async function openBridge(options: BridgeOptions = {}): Promise<Bridge> {
  const { host = '127.0.0.1', port = 0, maxRequestBytes = 10 * megabytes } = options
  if (!isLoopback(host) && !options.token) throw new Error(`A bridge on ${host} needs a token.`)
  const token = options.token ?? randomBytes(24).toString('base64url')
  const stats = { sqlRequests: 0, redisRequests: 0 }
  const sql = await openSql(options)
  const sealer = options.sealer ? await openSql({ postgres: options.sealer, maxConnections: 2 }) : undefined
  const redis = await openRedis(options.redis).catch(async (error: unknown) => {
    await Promise.allSettled([sql.close(), sealer?.close()])
    throw error
  })

  const app = new Hono()
  app.use(async function count(c, next) {
    if (c.req.path !== '/sql') stats.redisRequests++
    else if (c.req.method === 'POST') stats.sqlRequests++
    await next()
  })
  const maxResponseBytes = options.maxResponseBytes ?? 10 * megabytes
  app.route('/sql', neon({ sql, sealer, token, maxRequestBytes, maxResponseBytes }))
  app.route('/', upstash({ redis, token, maxRequestBytes }))

  const closeStores = () => Promise.allSettled([sql.close(), sealer?.close(), redis.close()])
  const server = await listen(app, host, port).catch(async (error: unknown) => {
    await closeStores()
    throw error
  })
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  let closing: Promise<unknown> | undefined
  return {
    url: `http://${/^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${actual}`,
    token,
    stats,
    async close() {
      closing ??= stop(server).then(closeStores)
      await closing
    },
  }
}

async function openSql({ postgres: where, maxConnections }: BridgeOptions): Promise<SqlServer> {
  if (typeof where === 'string') {
    return postgres({ pool: { connectionString: where, max: maxConnections ?? 20 } }).catch(
      (error: unknown) => {
        throw unreachable('Postgres', where, error)
      },
    )
  }
  // Loaded late: some hundred megabytes that nobody needs beside a Postgres.
  const { overPglite } = await import('./pglite.ts')
  if (where) return postgres(overPglite(where))
  const { PGlite } = await import('@electric-sql/pglite')
  const db = await PGlite.create()
  const sql = await postgres(overPglite(db))
  return { run: sql.run, close: () => sql.close().then(() => db.close()) }
}

async function openRedis(url: string | undefined): Promise<RedisServer> {
  if (url === undefined) return (await import('./memory.ts')).memoryRedis()
  const { nodeRedis } = await import('./node-redis.ts')
  return nodeRedis(url).catch((error: unknown) => {
    throw unreachable('Redis', url, error)
  })
}

/** The host and the reason; never the URL, which holds a password. */
function unreachable(what: string, url: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException
  const host = URL.canParse(url) ? new URL(url).host : 'an address that is no URL'
  return new Error(`${what} at ${host} cannot be used: ${message || code}`, { cause })
}

function listen(app: Hono, hostname: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const options = { fetch: app.fetch, hostname, port, overrideGlobalObjects: false }
    const server = serve(options, () => resolve(server)) as Server
    // Longer than any client keeps an idle connection: who closes first must not be us, or a request is lost.
    server.keepAliveTimeout = 65_000
    server.once('error', reject)
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => server.closeAllConnections(), finishWithinMs)
    server.close(() => {
      clearTimeout(giveUp)
      resolve()
    })
    server.closeIdleConnections()
  })
}
