/** What a scenario is given: a voice that speaks HTTP, a memory of what was answered, and persons to speak for. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../src/core/config.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import { administrator } from '../support/administrator.ts'
import { contractOf } from '../support/contract.ts'
import { baseUrl } from '../support/runtime.ts'
import type { Counterparts } from './counterparts.ts'
import { type Exchange, exchangeOf, normaliser } from './transcript.ts'
import { exchange, type Received, type Sent } from './wire.ts'

export interface Ask {
  /** Sent as JSON; a string or bytes as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** A bearer token. */
  readonly token?: string
}

export interface Answer extends Received {
  header(name: string): string
  /** A text or number of the JSON body by its path, `session.id`; throws where there is none. */
  at(path: string): string
  /** How many the list at this path holds. */
  count(path: string): number
}

export interface Person {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly token: string
  readonly sessionId: string
}

/** Asks and demands the status; what was exchanged goes into the transcript. */
export type Send = (expected: number, line: string, ask?: Ask) => Promise<Answer>

export interface Client {
  readonly send: Send
  /** The same, kept out of the transcript: for what is only in the way of the scenario. */
  readonly quietly: Send
  /** Registered, verified and logged in, once for each server and name. */
  person(name: string): Promise<Person>
  /** Who looks after the accounts. Made before the server was, as no request can make one; only in the matrix. */
  administrator(): Promise<Person>
  /** A new session of a person. */
  login(person: Person): Promise<Person>
  /** The token in the newest mail to this address. */
  mailedToken(email: string): Promise<string>
  /** Whom the server speaks with besides; only in the matrix. */
  readonly counterparts: Counterparts
  /** What is left to a timer is done soon; where there is none, it is done now. */
  cron(): Promise<void>
  readonly metricsToken: string
  readonly transcript: readonly Exchange[]
}

export interface Server {
  readonly url: string
  readonly metricsToken: string
  readonly cron?: () => Promise<void>
}

/** Hears everything that is sent and answered. */
export type Hear = (sent: Sent, received: Received) => void

const expectKept = contractOf(endpointsOf({ mode: 'development', baseUrl } as Config))

/** One client for each scenario; `persons` outlives them, so that not every scenario pays for a password's hash. */
export function clientOf(
  { url, metricsToken, cron = async () => {} }: Server,
  persons: Map<string, Promise<Person>>,
  hear: Hear = () => {},
  counterparts?: Counterparts,
): Client {
  const transcript: Exchange[] = []
  const normalise = normaliser()

  const sender =
    (record: boolean): Send =>
    async (expected, line, { body, headers = {}, token } = {}) => {
      const [method = '', target = ''] = line.split(' ')
      const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
      const sent: Sent = {
        method,
        target,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: raw ? body : JSON.stringify(body),
      }
      const received = await exchange(url, sent)
      hear(sent, received)
      expectKept({ method, target, status: received.status, ...said(received) })
      if (record) transcript.push(exchangeOf(line, received, normalise))
      if (received.status !== expected)
        throw new Error(`${line}: expected ${expected}, got ${received.status}\n${received.body}`)
      return answerOf(received)
    }
  const quietly = sender(false)

  async function login(person: Person): Promise<Person> {
    const { email, password } = person
    const answer = await quietly(200, 'POST /v1/auth/login', { body: { email, password } })
    return {
      ...person,
      id: answer.at('user.id'),
      token: answer.at('token'),
      sessionId: answer.at('session.id'),
    }
  }

  async function mailedToken(email: string): Promise<string> {
    for (let tries = 0; tries < 100; tries++) {
      const { body } = await quietly(200, 'GET /dev/mail.json')
      const mails = JSON.parse(body.toString('utf8')) as { to: string; text: string }[]
      const mail = mails.find(({ to }) => to === email)
      const token = /token=(hf_[a-z]_[\w-]+)/.exec(mail?.text ?? '')?.[1]
      if (token) return token
      await sleep(100)
    }
    throw new Error(`No mail came for ${email}.`)
  }

  async function enrol(name: string): Promise<Person> {
    const email = `${name}@people.example.com`
    const password = passwordOf(name)
    await quietly(202, 'POST /v1/auth/register', { body: { email, password } })
    const token = await mailedToken(email)
    await quietly(204, 'POST /v1/auth/verify-email', { body: { token } })
    return login({ id: '', email, password, token: '', sessionId: '' })
  }

  const once = (name: string, begin: () => Promise<Person>) => {
    const known = persons.get(name) ?? begin()
    persons.set(name, known)
    return known
  }

  return {
    send: sender(true),
    quietly,
    login,
    mailedToken,
    get counterparts() {
      if (!counterparts) throw new Error('There are none here.')
      return counterparts
    },
    cron,
    metricsToken,
    transcript,
    person: (name) => once(name, () => enrol(name)),
    administrator: () => once('root', () => login({ ...administrator, id: '', token: '', sessionId: '' })),
  }
}

/** As the OpenAPI document speaks of it. */
function said({ headers, body }: Received) {
  const named = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  )
  return { headers: new Headers(named), body: body.toString('utf8') }
}

/** Long, and of words that are nobody's. */
export const passwordOf = (name: string) => `tidal meadow ${[...name].reverse().join('')} quartz lantern`

function answerOf(received: Received): Answer {
  const value = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>(
        (part, step) =>
          typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[step] : undefined,
        JSON.parse(received.body.toString('utf8')),
      )
  return {
    ...received,
    header: (name) => String(received.headers[name] ?? ''),
    at(path) {
      const found = value(path)
      if (typeof found !== 'string' && typeof found !== 'number')
        throw new Error(`Nothing at ${path}: ${received.body}`)
      return String(found)
    },
    count(path) {
      const found = value(path)
      if (!Array.isArray(found)) throw new Error(`No list at ${path}: ${received.body}`)
      return found.length
    },
  }
}
