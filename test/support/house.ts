/**
 * The real app behind its front door: real Postgres (as the limited role) where there is one, PGlite otherwise,
 * memory or real Redis. Nothing is mocked. Open one a file; isolate tests by fresh users.
 */
import { randomBytes } from 'node:crypto'
import { createApp } from '../../src/app.ts'
import { systemClock } from '../../src/core/clock.ts'
import type { Config } from '../../src/core/config.ts'
import { type KeyRing, keyPurposes } from '../../src/core/keys.ts'
import { pinned } from '../../src/drivers/egress/pinned.ts'
import { memoryMail } from '../../src/drivers/mail/memory.ts'
import { prometheus } from '../../src/drivers/meter/prometheus.ts'
import { nodePostgres } from '../../src/drivers/postgres/node-postgres.ts'
import { memory } from '../../src/drivers/redis/memory.ts'
import { nodeRedis } from '../../src/drivers/redis/node-redis.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import { jobHandlers } from '../../src/entry/jobs.ts'
import type { BarePorts } from '../../src/ports/index.ts'
import type { LogEntry } from '../../src/ports/log.ts'
import { runJobs } from '../../src/store/jobs.ts'
import { migrate } from '../../src/store/migrator.ts'
import { resilient } from '../../src/store/resilience/resilient.ts'
import { contractOf } from './contract.ts'
import { freshDatabase } from './database.ts'
import { fromSnapshot } from './embedded.ts'
import { postgresUrl } from './servers.ts'

export interface HouseOptions {
  /** Default: memory. */
  readonly redisUrl?: string | undefined
  readonly config?: Partial<Config>
  /** Puts itself between the app and its ports: to count, to cut, to slow. */
  readonly wrap?: (ports: BarePorts) => BarePorts
  readonly maxConnections?: number
  /** How the database sorts texts, in ICU's spelling; default: as the server does. */
  readonly locale?: string
}

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about
export type Json = any

export interface Person {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly token: string
  readonly sessionId: string
}

export type House = Awaited<ReturnType<typeof openHouse>>

const plenty = { count: 1_000_000, windowSeconds: 60 }

export async function openHouse(options: HouseOptions = {}) {
  const { database, url, appUrl, drop } = await openDatabase(options)
  const redis = options.redisUrl ? nodeRedis({ urls: [options.redisUrl] }) : memory()
  // As a server that has been asked once: what is cold is slow on a busy machine, and what counts is then refused.
  if (options.redisUrl) await redis.cache.ping().catch(() => {})
  const logged: LogEntry[] = []
  const mailer = memoryMail()
  const bare: BarePorts = {
    config: { ...testConfig(), ...options.config },
    database,
    ...redis,
    local: memory().admission,
    mailer,
    providers: [],
    payments: undefined,
    breaches: undefined,
    collector: undefined,
    egress: pinned({ plaintext: true, privateHosts: options.config?.privateHosts ?? [] }),
    log: { write: (entry) => void logged.push(entry) },
    meter: prometheus(),
    load: { averageWaitMs: () => undefined, mayWait: false },
    clock: systemClock,
    stopping: new AbortController().signal,
  }
  const ports = resilient(options.wrap?.(bare) ?? bare)
  const app = createApp(ports)
  const expectKept = contractOf(endpointsOf(ports.config))
  const pending = new Set<Promise<unknown>>()
  const context = {
    waitUntil(task: Promise<unknown>) {
      pending.add(task)
      void task.finally(() => pending.delete(task))
    },
    passThroughOnException() {},
    props: {},
  }

  /** A request as the entry would hand it over; the answer has to be one that the OpenAPI document knows. */
  async function answer(request: Request, address = '127.0.0.1'): Promise<Response> {
    const { method, url } = request
    const response = await app.fetch(request, { address }, context as never)
    const { status, headers } = response
    const { pathname, search } = new URL(url)
    // What flows is read by whoever asked for it, as slowly as they like.
    const flows = /ndjson|csv/.test(headers.get('content-type') ?? '')
    const body = flows ? undefined : await response.clone().text()
    expectKept({ method, target: pathname + search, status, headers, body })
    return response
  }

  async function fetch(path: string, init: RequestInit & { address?: string } = {}): Promise<Response> {
    return answer(new Request(new URL(path, ports.config.baseUrl), init), init.address)
  }

  /** JSON in, with the bearer token of a person. */
  function send(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers: Record<string, string> = {},
  ) {
    return fetch(path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  }

  /** The same, with the answer read: its status, its headers, and its body as JSON. */
  async function call(method: string, path: string, body?: unknown, token?: string, headers = {}) {
    const response = await send(method, path, body, token, headers)
    const text = await response.text()
    const read: Json = text ? JSON.parse(text) : undefined
    return { status: response.status, headers: response.headers, body: read }
  }

  /** What stands in the tables, as the app itself may see it. */
  const rows = (text: string, ...params: string[]) => database.query({ text, params })

  /** A change behind the app's back, recorded as such: time that passed, an operator's hand. */
  function alter(text: string, ...params: string[]) {
    const context = JSON.stringify({ actor_kind: 'system', action: 'test:alter' })
    return database.atomic([
      { text: `select set_config('app.ctx', $1, true)`, params: [context] },
      { text, params },
    ])
  }

  /** Waits for what was left to follow the answers. */
  const followed = () => Promise.all(pending)

  /** The same, and for the mails: these go as if nothing were `wrap`ped around the ports. */
  async function settle() {
    await followed()
    await runJobs(resilient(bare), jobHandlers)
  }

  async function mailTo(email: string) {
    await settle()
    return ((await mailer.outgoing?.()) ?? []).filter(({ to }) => to === email)
  }

  /** The token in the newest mail of its kind (`v` verifies, `r` resets), if there is one. */
  async function mailedToken(email: string, purpose: 'v' | 'r'): Promise<string | undefined> {
    const token = new RegExp(`token=(hf_${purpose}_[\\w-]+)`)
    const found = (await mailTo(email)).map(({ text }) => token.exec(text)?.[1])
    return found.find(Boolean)
  }

  /** Where several sign in at once, one's mail may be in the hands of another's round of jobs for a moment. */
  async function arrivedToken(email: string): Promise<string> {
    for (let tries = 1; ; tries++) {
      const token = await mailedToken(email, 'v')
      if (token) return token
      if (tries === 100) throw new Error('No mail came.')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Registers, verifies by the mail and logs in, all through the front door. */
  async function signIn(role: 'member' | 'auditor' | 'admin' = 'member'): Promise<Person> {
    const email = `p${randomBytes(6).toString('hex')}@example.com`
    const password = `correct horse ${randomBytes(6).toString('hex')}`
    await expectStatus(202, () => send('POST', '/v1/auth/register', { email, password }))
    const token = await arrivedToken(email)
    await expectStatus(204, () => send('POST', '/v1/auth/verify-email', { token }))
    if (role !== 'member') await alter('update users set role = $1 where email = $2', role, email)
    const login = await expectStatus(200, () => send('POST', '/v1/auth/login', { email, password }))
    const answer = (await login.json()) as { token: string; session: { id: string }; user: { id: string } }
    return { id: answer.user.id, email, password, token: answer.token, sessionId: answer.session.id }
  }

  return {
    app,
    ports,
    logged,
    /** The superuser's URL, to look at the tables from outside; undefined on PGlite. */
    ownerUrl: url,
    appUrl,
    answer,
    fetch,
    send,
    call,
    rows,
    alter,
    signIn,
    mailTo,
    mailedToken,
    followed,
    settle,
    async close() {
      await Promise.allSettled(pending)
      await Promise.all([database.close(), redis.cache.close()])
      await drop()
    },
  }
}

async function openDatabase({ maxConnections, locale }: HouseOptions) {
  if (postgresUrl) {
    const { ownerUrl, appUrl, drop } = await freshDatabase(locale)
    return {
      database: nodePostgres({ url: appUrl, ...(maxConnections && { maxConnections }) }),
      url: ownerUrl,
      appUrl,
      drop,
    }
  }
  const { database, script } = await fromSnapshot()
  await migrate(script)
  return { database, url: undefined, appUrl: undefined, drop: async () => {} }
}

/** What a busy machine turns away is asked again: these are only in the way of what a test is about. */
async function expectStatus(status: number, ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await ask()
    if (response.status === status) return response
    if (response.status !== 503 || tries === 5)
      throw new Error(`Expected ${status}, got ${response.status}: ${await response.text()}`)
    await new Promise((resolve) => setTimeout(resolve, 500 * tries))
  }
}

export function testKeys(): KeyRing {
  const key = () => ({ kid: 't1', bytes: new Uint8Array(randomBytes(32)) })
  return Object.fromEntries(keyPurposes.map((purpose) => [purpose, [key()]])) as unknown as KeyRing
}

export function testConfig(): Config {
  return {
    mode: 'development',
    host: '127.0.0.1',
    port: 8080,
    baseUrl: 'http://holdfast.test',
    dataDir: '.data',
    database: { driver: 'pglite' },
    migrationDatabaseUrl: undefined,
    redis: { driver: 'memory' },
    privateHosts: [],
    keys: testKeys(),
    mail: { driver: 'file' },
    sealing: undefined,
    auditOrigin: 'holdfast.test/audit',
    collector: undefined,
    anchors: [],
    mailFrom: 'Holdfast <no-reply@example.com>',
    payments: { driver: 'manual' },
    limits: { address: plenty, credential: plenty, login: plenty, mail: plenty, payments: plenty },
    passwordMinLength: 15,
    providers: [],
    passwordBreaches: undefined,
    trustedProxies: 0,
    tokenAudiences: [],
    corsOrigins: [],
    metricsToken: undefined,
    security: undefined,
    drainSeconds: 0,
  }
}
