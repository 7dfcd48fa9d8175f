/** The tour: a person registers, writes an invoice, changes it, issues it, reads what became of it, and leaves. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../client/index.ts'
import { type Answer, at, look } from './ask.ts'
import { historyText } from './history.ts'
import { type Step, type Told, Unexpected, walker } from './step.ts'

type Walk = (step: Step) => Promise<Answer>

/** A row by its id, as the client takes it. */
interface Params {
  readonly path: { readonly id: string }
}

export async function journey(origin: string, tell: (told: Told) => void): Promise<void> {
  const told: Told[] = []
  let token: string | undefined
  const walk = walker(
    origin,
    () => token,
    (step) => {
      told.push(step)
      tell(step)
    },
  )
  const login = await arrive(origin, walk)
  token = at(login, 'token')
  const params = await write(walk)
  await change(walk, params)
  await walk({
    title: 'Read its history',
    call: (api) => api.GET('/v1/invoices/{id}/history', { params }),
    expected: 200,
    check: (answer) =>
      at(answer, 'data.0.action') === 'invoices:issue' ? undefined : 'Its issue is not in the log.',
    layers: (answer) => ({
      Authorization: 'the same statement asks whose row it is',
      Audit: historyText(answer, told),
      Response: 'the refused and the repeated request left no record: they changed nothing',
    }),
  })
  await leave(walk, at(login, 'session.id'))
}

async function arrive(origin: string, walk: Walk): Promise<Answer> {
  const email = `tour-${crypto.randomUUID().slice(0, 8)}@example.com`
  const password = `a tour of ${crypto.randomUUID()}`
  await walk({
    title: 'Register',
    call: (api) => api.POST('/v1/auth/register', { body: { email, password, name: 'A visitor' } }),
    expected: 202,
    layers: {
      Validation: 'the address in its one canonical form; the password long, and none that is tried first',
      Logic: 'scrypt, the same work whether or not the address is known',
      Database: 'the user and the mail to be sent, in one transaction',
      Audit: 'the new user, without address or password',
      Response: 'the same answer for every address',
    },
  })
  const mailed = await mailedToken(origin, email)
  await walk({
    title: 'Verify by the mail',
    call: (api) => api.POST('/v1/auth/verify-email', { body: { token: mailed } }),
    expected: 204,
    layers: {
      Validation: 'length and checksum of the token, before anything is looked up',
      Database: 'only its SHA-256 is stored; used once, decided by the row’s lock',
      Audit: 'the user is verified',
    },
  })
  return walk({
    title: 'Log in',
    call: (api) => api.POST('/v1/auth/login', { body: { email, password } }),
    expected: 200,
    layers: {
      Logic: 'one read, one hash, one write: unknown, wrong and locked cost the same',
      Database: 'the session, by the hash of its token',
      Audit: 'the new session',
      Response: 'Cache-Control no-store: this answer holds a secret',
    },
  })
}

async function write(walk: Walk): Promise<Params> {
  const address = { line1: 'Am Kai 1', city: 'Husum', postalCode: '25813', country: 'DE' } as const
  const customer = await walk({
    title: 'Make a customer',
    call: (api) =>
      api.POST('/v1/customers', {
        body: { name: 'Kelp & Co.', email: 'accounts@kelp.example', address },
      }),
    expected: 201,
    layers: {
      Authentication: 'the session, found by the hash of the token',
      Authorization: 'a member may create customers; they will be his own',
      Database: 'address and email are encrypted before they leave the process',
      Audit: 'who, what, from where; of encrypted columns only that they were set',
    },
  })
  const key = crypto.randomUUID()
  const lines = [
    { description: 'Holdfast, planted', quantity: 3, unitAmount: 4900, taxRate: 1900 },
    { description: 'Delivery by tide', quantity: 1, unitAmount: 1250, taxRate: 700 },
  ]
  const create = {
    call: (api: Client) =>
      api.POST('/v1/invoices', {
        params: { header: { 'Idempotency-Key': key } },
        body: { customerId: at(customer, 'id'), currency: 'EUR', lines },
      }),
    shows: ['Idempotency-Key'],
  }
  const invoice = await walk({
    title: 'Make an invoice',
    ...create,
    expected: 201,
    layers: (answer) => ({
      Validation: 'params, query and body apart, each by a strict schema',
      Authentication: 'the session, from the same trip to the cache that counted the request',
      Authorization: 'a member may create invoices; the customer must be his own',
      Logic: `the total is computed here: ${amount(answer)}`,
      Database: 'one round trip: context, then key, row and outcome in one statement',
      Audit: 'written by the database’s trigger, in the same transaction',
      Response: `Location ${short(answer.headers.get('location') ?? '')}`,
    }),
  })
  await walk({
    title: 'Send it again, as after a lost answer',
    ...create,
    expected: 201,
    check: (answer) =>
      at(answer, 'id') === at(invoice, 'id') && answer.headers.get('idempotency-replayed') === 'true'
        ? undefined
        : 'The retry made another invoice.',
    layers: {
      Database: 'the key is taken: nothing is written, the stored outcome is read',
      Response: 'the same invoice, and Idempotency-Replayed: true',
    },
  })
  return { path: { id: at(invoice, 'id') } }
}

async function change(walk: Walk, params: Params) {
  const stale = { header: { 'If-Match': '"1"' } }
  const known = { header: { 'If-None-Match': '"2"' } }
  await walk({
    title: 'Change it, on the version that was read',
    // Which one that was, the client remembers.
    call: (api) =>
      api.PATCH('/v1/invoices/{id}', { params, body: { dueOn: '2027-01-31', notes: 'Between us.' } }),
    shows: ['If-Match'],
    expected: 200,
    layers: {
      Database: 'the version is part of the change’s own condition',
      Audit: 'dueOn as it was and as it became; of the notes only that they changed',
      Response: 'readers of the old row were shut out before the write',
    },
  })
  await walk({
    title: 'Change it, on a version that is stale',
    call: (api) =>
      api.PATCH('/v1/invoices/{id}', { params: { ...params, ...stale }, body: { notes: 'Too late.' } }),
    shows: ['If-Match'],
    expected: 412,
    stoppedAt: 'Database',
    layers: {
      Authorization: 'allowed',
      Database: 'the row has moved on: nothing is written',
      Response: 'the ETag says which version is current',
    },
  })
  await walk({
    title: 'Read it, knowing the current version',
    call: (api) => api.GET('/v1/invoices/{id}', { params: { ...params, ...known } }),
    shows: ['If-None-Match'],
    expected: 304,
    layers: {
      Authorization: 'whose row it is, checked on a cached row as well',
      Response: 'nothing new, so nothing is sent',
    },
  })
  await walk({
    title: 'Issue it',
    call: (api) =>
      api.POST('/v1/invoices/{id}/issue', { params: { ...params, header: { 'If-Match': '"2"' } } }),
    shows: ['If-Match'],
    expected: 200,
    layers: (answer) => ({
      Logic: 'only a draft can be issued, and only once',
      Database: `the number ${at(answer, 'number')}, without a gap, from a counter locked in the same statement`,
      Audit: 'status, number and moment, as they were and as they became',
    }),
  })
}

async function leave(walk: Walk, sessionId: string) {
  await walk({
    title: 'Revoke the session',
    call: (api) => api.DELETE('/v1/auth/sessions/{id}', { params: { path: { id: sessionId } } }),
    expected: 204,
    layers: {
      Database: 'ended in Postgres first, then a tombstone in the cache, then the answer',
      Audit: 'the end of the session',
    },
  })
  await walk({
    title: 'Use it once more',
    call: (api) => api.GET('/v1/me'),
    expected: 401,
    stoppedAt: 'Authentication',
    layers: { Authentication: 'the session is dead, at once and everywhere' },
  })
}

/** Mails are sent after the answer, from the outbox; in development they can be read. */
async function mailedToken(origin: string, email: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await look(origin, '/dev/mail.json')
    if (answer.status === 404)
      throw new Unexpected('Mails cannot be read here: the tour needs a server in development mode.')
    const mails = Array.isArray(answer.body) ? (answer.body as readonly { to: string; text: string }[]) : []
    const mail = mails.find(({ to }) => to === email)
    const token = /token=(hf_v_[\w-]+)/.exec(mail?.text ?? '')?.[1]
    if (token) return token
    await sleep(100)
  }
  throw new Unexpected('The verification mail did not come within 10 seconds.')
}

const amount = (answer: Answer) =>
  `${(Number(at(answer, 'total')) / 100).toFixed(2)} ${at(answer, 'currency')}`

const short = (text: string) => text.replace(/([0-9a-f]{8})-[0-9a-f-]{23}([0-9a-f]{4})/g, '$1…$2')
