/** The Auth Service over a real database, called without HTTP: an endpoint's `run` with a `Call` made by hand. */
import { randomBytes } from 'node:crypto'
import { authEndpoints } from '../../src/auth/endpoints.ts'
import { authJobs } from '../../src/auth/jobs.ts'
import { resolve } from '../../src/auth/principals.ts'
import type { SessionJson, UserJson } from '../../src/auth/shapes.ts'
import { readToken, sessionKey } from '../../src/auth/tokens.ts'
import { type Actor, anonymous } from '../../src/core/actor.ts'
import { systemClock } from '../../src/core/clock.ts'
import { AppError, type Fault, invalid } from '../../src/core/errors.ts'
import { uuidv7 } from '../../src/core/ids.ts'
import { parseSettings } from '../../src/core/settings.ts'
import { pinned } from '../../src/drivers/egress/pinned.ts'
import { nodePostgres } from '../../src/drivers/postgres/node-postgres.ts'
import { memory } from '../../src/drivers/redis/memory.ts'
import type { Call, Credential, Reply } from '../../src/ports/endpoint.ts'
import type { Ports } from '../../src/ports/index.ts'
import type { Mail } from '../../src/ports/mailer.ts'
import { runJobs } from '../../src/store/jobs.ts'
import { resilient } from '../../src/store/resilience/resilient.ts'
import { freshDatabase } from '../support/database.ts'

export type Room = Awaited<ReturnType<typeof openRoom>>

export interface Asked {
  readonly body?: unknown
  readonly params?: Readonly<Record<string, string>>
  /** A session token, presented as a bearer unless told. */
  readonly token?: string
  readonly transport?: Credential['transport']
  readonly ifMatch?: number
  readonly idempotencyKey?: string
}

/** The union of what these endpoints answer; which of it is there is what the tests are about. */
export interface Body extends UserJson {
  readonly code: string
  readonly detail: string
  readonly errors: readonly Fault[]
  readonly status: string
  readonly token: string
  readonly csrfToken: string
  readonly session: SessionJson
  readonly user: UserJson
  readonly data: readonly SessionJson[]
}

export interface Answer {
  readonly status: number
  readonly body: Body
  readonly cookies: readonly string[]
  readonly version: number | undefined
}

export const password = 'kelp holds on to rock'

export async function openRoom(settings: Readonly<Record<string, string>> = {}) {
  const database = await freshDatabase()
  const parsed = parseSettings(
    { DATABASE_URL: database.appUrl, KEYS: keys(), ...settings },
    { mode: 'development', database: 'pglite' },
  )
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
  const { admission, cache } = memory()
  const mails: Mail[] = []
  const counts = new Map<string, number>()
  const owner = nodePostgres({ url: database.ownerUrl })
  const ports = resilient({
    config: parsed.config,
    database: nodePostgres({ url: database.appUrl }),
    admission,
    local: admission,
    cache,
    mailer: { send: async (mail) => void mails.unshift(mail) },
    providers: [],
    payments: undefined,
    breaches: undefined,
    collector: undefined,
    egress: pinned({ plaintext: true, privateHosts: [] }),
    log: { write: () => {} },
    meter: {
      count: (name, _labels, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
      gauge: () => {},
      observe: () => {},
      render: () => '',
    },
    load: { averageWaitMs: () => undefined, mayWait: false },
    clock: systemClock,
    stopping: new AbortController().signal,
  })
  /** What runs after the response: kept until `settle`, so that a test can look in between. */
  const pending: (() => Promise<unknown>)[] = []

  /** Runs what the gateway would: schemas, then authentication, then `run`. */
  async function ask(
    method: string,
    path: string,
    asked: Asked = {},
    over: Partial<Ports> = {},
  ): Promise<Answer> {
    const endpoint = authEndpoints.find((one) => one.method === method && one.path === path)
    if (!endpoint) throw new Error(`There is no ${method} ${path}.`)
    const all = { ...ports, ...over }
    try {
      const body = endpoint.input.body?.safeParse(asked.body)
      const params = endpoint.input.params?.safeParse(asked.params)
      if (body?.success === false || params?.success === false) throw invalid([])
      const actor = await authenticate(all, asked.token)
      if (endpoint.access !== 'anyone' && actor.kind === 'anonymous') throw new AppError('unauthenticated')
      const call: Call = {
        input: { params: params?.data ?? {}, query: {}, body: body?.data, headers: {} },
        action: endpoint.action,
        actor,
        requestId: uuidv7(),
        client: { address: '192.0.2.7', userAgent: 'a test' },
        deadline: { signal: AbortSignal.timeout(20_000), remainingMs: () => 20_000 },
        ifMatch: asked.ifMatch === undefined ? undefined : [asked.ifMatch],
        preferences: [],
        idempotency: asked.idempotencyKey ? { key: asked.idempotencyKey, requestHash: 'x' } : undefined,
        cached: undefined,
        mayFill: true,
        cookie: () => undefined,
        credential: asked.token
          ? {
              token: asked.token,
              transport: asked.transport ?? 'bearer',
              kind: 'session',
              hash: readToken(asked.token, 's'),
            }
          : undefined,
        target: path,
        ports: all,
        patiently: (wait) => wait(),
        later: (task) => void pending.push(task),
      }
      return answerOf(endpoint.output.status, await endpoint.run(call))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return {
        status: error.status,
        body: { code: error.code, detail: error.message, errors: error.errors } as Body,
        cookies: [],
        version: undefined,
      }
    }
  }

  const work = () => runJobs(ports, authJobs)

  async function register(email = `${uuidv7()}@example.com`) {
    await ask('POST', '/v1/auth/register', { body: { email, password } })
    await settle()
    await work()
    return { email, token: mailedToken(email) }
  }

  async function signIn(email?: string, transport: Credential['transport'] = 'bearer') {
    const person = await register(email)
    await ask('POST', '/v1/auth/verify-email', { body: { token: person.token } })
    return { ...person, ...(await logIn(person.email, transport)) }
  }

  async function logIn(email: string, transport: Credential['transport'] = 'bearer') {
    const { body, cookies } = await ask('POST', '/v1/auth/login', { body: { email, password, transport } })
    return {
      token: body.token ?? /=([^;]+)/.exec(cookies[0] ?? '')?.[1],
      session: body.session,
      user: body.user,
    }
  }

  const settle = async () => void (await Promise.all(pending.splice(0).map((task) => task())))

  function mailedToken(email: string): string {
    const mail = mails.find(({ to, text }) => to === email && text.includes('token='))
    return /token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  }

  return {
    ports,
    /** Sees everything, as the server's superuser. */
    rows: (text: string, ...params: string[]) => owner.query({ text, params }),
    /** A change behind the house's back: time passed, an operator's hand. */
    alter: (text: string, ...params: string[]) =>
      owner.atomic([
        {
          text: `select set_config('app.ctx', '{"actor_kind":"system","action":"test:alter"}', true)`,
          params: [],
        },
        { text, params },
      ]),
    /** Every row of every table. */
    async dump() {
      const tables = await owner.query({
        text: `select table_name::text as name from information_schema.tables where table_schema = 'public'`,
        params: [],
      })
      const read = tables.map(({ name }) =>
        owner.query({ text: `select to_jsonb(t) as row from "${name}" t`, params: [] }),
      )
      return Promise.all(read)
    },
    counts,
    mails,
    ask,
    work,
    register,
    signIn,
    logIn,
    settle,
    mailedToken,
    async close() {
      await settle()
      await Promise.all([ports.database.close(), owner.close()])
      await database.drop()
    },
  }
}

async function authenticate(ports: Ports, token: string | undefined): Promise<Actor> {
  if (!token) return anonymous
  const hash = readToken(token, 's')
  const [found = null] = hash ? await ports.cache.get([sessionKey(hash)]) : []
  const session = hash && (await resolve(ports, { kind: 'session', hash: hash }, found))
  if (!session) throw new AppError('unauthenticated')
  await session.later?.()
  return session.user
}

const answerOf = (status: number, reply: Reply): Answer => ({
  status: reply.status ?? status,
  body: reply.body as Body,
  cookies: reply.cookies ?? [],
  version: reply.version,
})

const keys = () =>
  ['field', 'pepper', 'cursor', 'csrf', 'jwt', 'audit']
    .map((purpose) => `k1:${purpose}:${randomBytes(32).toString('base64')}`)
    .join(',')
