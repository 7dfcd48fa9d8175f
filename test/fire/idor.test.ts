/**
 * Everybody else at every row of Ada's, made from the list of endpoints: wherever a path, a body or a query names a row, the
 * others are refused as the endpoint's access says; and where it is a matter of whose row it is, they are told what they are
 * told of a row that is not there. An endpoint of which this file cannot tell what its path names makes it fail.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { permits } from '../../src/auth/permissions.ts'
import { isWithin, scopesOf } from '../../src/auth/scopes.ts'
import type { Role } from '../../src/core/actor.ts'
import { isUuid } from '../../src/core/ids.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import { entities } from '../../src/entities/index.ts'
import type { Access, Endpoint } from '../../src/ports/endpoint.ts'
import { openTill } from '../payments/till.ts'
import { exampleRow } from '../support/example-row.ts'
import { type House, type Person, testConfig } from '../support/house.ts'
import { put, type Sample, type Spot, samplesOf } from '../support/samples.ts'
import { stateOf } from '../support/untouched.ts'

const endpoints = endpointsOf(testConfig())
const scopes = scopesOf(entities.map(({ name }) => name))

/** Paths with a parameter that names no row, each with what it names instead. */
const namesNoRow: Readonly<Record<string, string>> = {
  '/v1/auth/oidc/{provider}': 'a provider of the settings',
  '/problems/{code}': 'a page of the documentation',
  '/audit/tile/': 'a part of the log’s tree',
}

/** Forms of pages and queries, and the row that the id in them names. */
const rowsOfForms: Readonly<Record<string, string>> = {
  '/account/sessions/end': '/v1/auth/sessions/{id}',
  '/account/passkeys/remove': '/v1/auth/passkeys/{id}',
  '/account/identities/remove': '/v1/auth/identities/{id}',
  '/account/api-keys/revoke': '/v1/auth/api-keys/{id}',
  '/v1/audit-logs': '/v1/users/{id}',
}

interface Somebody {
  readonly name: string
  readonly token: string | undefined
  readonly role?: Role
  readonly scopes?: readonly string[]
}

let till: Awaited<ReturnType<typeof openTill>>
let house: House
let ada: Person
let others: readonly Somebody[]
/** The ids of Ada's rows. */
const made: string[] = []

beforeAll(async () => {
  till = await openTill()
  house = till.house
  ada = await house.signIn()
  const [bob, eve, root] = [await house.signIn(), await house.signIn('auditor'), await house.signIn('admin')]
  others = [
    { name: 'another member', token: bob.token, role: 'member' },
    { name: 'an auditor', token: eve.token, role: 'auditor' },
    { name: 'an administrator', token: root.token, role: 'admin' },
    await program('a program of another member', bob, 'member'),
    await program('a program of an administrator', root, 'admin'),
    { name: 'nobody', token: undefined },
  ]
}, 120_000)
afterAll(() => till?.close())

async function program(name: string, { token }: Person, role: Role): Promise<Somebody> {
  const all = scopes.filter((scope) => isWithin(role, scope))
  const { status, body } = await house.call('POST', '/v1/auth/api-keys', { name, scopes: all }, token)
  expect(status).toBe(201)
  return { name, token: body.key, role, scopes: all }
}

/** Rows of Ada's that no call of hers makes straight away, by the path that names them; below a row, that row is given. */
const makers: Readonly<Record<string, (parent: string) => Promise<string>>> = {
  '/v1/users/{id}': async () => ada.id,
  '/v1/audit-logs/{id}': () => recordOf(ada.id),
  '/v1/auth/sessions/{id}': () => anotherSession(),
  '/v1/users/{id}/sessions/{sessionId}': () => anotherSession(),
  '/v1/auth/passkeys/{id}': () =>
    inserted('passkeys', {
      user_id: ada.id,
      credential_id: crypto.randomUUID(),
      public_key: 'AA',
      name: 'A key',
    }),
  '/v1/auth/identities/{id}': () =>
    inserted('identities', {
      user_id: ada.id,
      issuer: 'https://id.example.com',
      subject: crypto.randomUUID(),
    }),
  '/v1/webhook-endpoints/{id}/deliveries/{deliveryId}': (parent) =>
    inserted('webhook_deliveries', {
      ...{ endpoint_id: parent, type: 'invoices.paid', entity: 'invoices', entity_id: crypto.randomUUID() },
      ...{ version: '2', occurred_at: '2026-01-01', state: 'dead', job_id: '0' },
    }),
  '/v1/invoices/{id}/mails/{mailId}': (parent) =>
    inserted('invoice_mails', {
      ...{ owner_id: ada.id, invoice_id: parent, token_hash: crypto.randomUUID() },
      ...{ expires_at: '2099-01-01', job_id: '0' },
    }),
}

async function anotherSession(): Promise<string> {
  const { email, password } = ada
  for (;;) {
    const { status, body } = await house.call('POST', '/v1/auth/login', { email, password })
    if (status === 200) return body.session.id
    expect(status, 'a busy machine may turn a login away').toBe(503)
  }
}

/** What the log says last of somebody. */
async function recordOf(id: string): Promise<string> {
  const [row] = await house.rows('select max(id)::text as id from audit_logs where user_id = $1', id)
  return String(row?.id)
}

async function inserted(table: string, values: Readonly<Record<string, string>>): Promise<string> {
  const id = crypto.randomUUID()
  const names = Object.keys(values)
  await house.alter(
    `insert into ${table} (id, ${names}) values ($1, ${names.map((_, at) => `$${at + 2}`)})`,
    ...[id, ...Object.values(values)],
  )
  return id
}

/** A new row of somebody's, by the path that names it: made by the call that makes such rows, where it is not said above how. */
async function rowAt(path: string, token = ada.token, parent = ada.id): Promise<string> {
  const id = await (makers[path]?.(parent) ?? created(path, token))
  // A number of the log is found in any text that holds numbers.
  if (token === ada.token && isUuid(id)) made.push(id)
  return id
}

async function created(path: string, token: string): Promise<string> {
  const collection = path.slice(0, path.lastIndexOf('/'))
  const creates = endpoints.find((one) => one.method === 'POST' && one.path === collection)
  const schema = creates?.input.body
  if (!schema)
    throw new Error(
      `Say in "makers" how Ada comes by a row that ${path} names, or in "namesNoRow" why it is none.`,
    )
  const [sample] = samplesOf(schema, await known(collection, schema, token))
  const { status, body } = await house.call('POST', collection, sample?.value, token)
  // Of what may not be there twice an example makes one row.
  const entity = status === 409 && entities.find(({ name }) => collection === `/v1/${name}`)
  if (entity) return (await exampleRow(house, entity, { token })).id
  if (status !== 201)
    throw new Error(`Say in "makers" how to make a row that ${path} names: ${JSON.stringify(body)}`)
  return body.id
}

/** What no example can guess: rows of one's own, and moments that are still to come. */
async function known(path: string, schema: z.ZodType, token: string): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = { expiresAt: '2099-01-01T00:00:00Z' }
  for (const spot of samplesOf(schema).flatMap(({ ids }) => ids)) {
    const row = rowNamedBy(path, spot)
    if (!makers[row]) values[String(spot.at(-1))] ??= await rowAt(row, token)
  }
  return values
}

/** What goes along with the requests of somebody is theirs, and made once; nothing for those who may have no rows. */
const ownRows = new Map<string, Promise<Record<string, unknown>>>()

function remembered(
  what: string,
  { token, role }: Somebody,
  make: (token: string) => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const key = `${token} ${what}`
  const may = role && permits(role, 'domain:') && token?.startsWith('hf_s_')
  const rows = ownRows.get(key) ?? (may && token ? make(token) : Promise.resolve({}))
  ownRows.set(key, rows)
  return rows
}

const referredBy = (name: string) => entities.flatMap(({ references }) => references[name]?.name ?? [])[0]

/** One place where a request names a row. */
interface Place {
  readonly where: string
  readonly endpoint: Endpoint
  /** The path that names such a row. */
  readonly row: string
  /** The path of the row that it lies below: Ada's as well, or one of whoever asks. */
  readonly below?: { readonly row: string; readonly whose: 'Ada’s' | 'one’s own' }
  readonly sample?: Sample
  readonly spot?: Spot
}

const isHeld = (path: string, by: Readonly<Record<string, string>>) =>
  Object.keys(by).some((one) => path.startsWith(one))

function placesOf(endpoint: Endpoint): readonly Place[] {
  const { path, input } = endpoint
  const places: Place[] = []
  const [first, last] = [path.indexOf('}') + 1, path.lastIndexOf('}') + 1]
  const row = path.slice(0, last)
  if (last > 0 && !isHeld(path, namesNoRow)) {
    if (first === last) places.push({ where: 'its path', endpoint, row })
    else
      for (const whose of ['Ada’s', 'one’s own'] as const)
        places.push({
          where: `its path below ${whose}`,
          endpoint,
          row,
          below: { row: path.slice(0, first), whose },
        })
  }
  const sent = input.body ?? input.form
  for (const sample of sent ? samplesOf(sent) : [])
    for (const spot of sample.ids)
      places.push({
        where: `${spot.join('.')} in ${nameOf(sample)}`,
        endpoint,
        row: rowNamedBy(path, spot),
        sample,
        spot,
      })
  for (const sample of input.query ? samplesOf(input.query) : [])
    for (const spot of sample.ids)
      places.push({ where: `?${spot.join('.')}`, endpoint, row: rowNamedBy(path, spot), spot })
  return places
}

/** Which of several forms of a body it is. */
const nameOf = ({ value }: Sample) => /"op":"(\w+)"/.exec(JSON.stringify(value))?.[1] ?? 'what is sent'

function rowNamedBy(path: string, spot: Spot): string {
  const name = String(spot.at(-1))
  const target = referredBy(name.replace(/\[\w+\]$/, ''))
  if (target) return `/v1/${target}/{id}`
  const own = entities.find((entity) => path.startsWith(`/v1/${entity.name}/`))
  if (own && name === 'id') return `/v1/${own.name}/{id}`
  const ofForm = rowsOfForms[path]
  if (ofForm) return ofForm
  throw new Error(
    `Say which row "${spot.join('.')}" of ${path} names: in "rowsOfForms", or as a reference of an entity.`,
  )
}

/** The request with this id in its place; everything else in it is right. */
async function request(place: Place, id: string, somebody: Somebody, parent?: string) {
  const { endpoint, row, below, sample, spot } = place
  const { method, path, input } = endpoint
  const isBelowHers = below?.whose === 'Ada’s' || somebody.token === ada.token
  const within = isBelowHers && parent ? path.replace(/\{\w+\}/, parent) : path
  const at = within.lastIndexOf('{', within.lastIndexOf('}'))
  const named = spot ? path : within.slice(0, at) + id + path.slice(row.length)
  const filled = await withOwn(named, somebody)
  const schema = input.body ?? input.form
  const whole = sample ?? (schema && samplesOf(schema)[0])
  const own = schema
    ? await remembered(JSON.stringify(samplesOf(schema)), somebody, (token) => known(path, schema, token))
    : {}
  const fitted =
    whole && schema ? samplesOf(schema, own).find((one) => nameOf(one) === nameOf(whole)) : undefined
  const body = sample && spot ? put(fitted?.value, spot, id) : fitted?.value
  const query = spot && !sample ? `?${encodeURIComponent(String(spot.at(-1)))}=${id}` : ''
  const headers: Record<string, string> = endpoint.conditional === 'required' ? { 'if-match': '"1"' } : {}
  if (!input.form || body === undefined) return { method, path: filled + query, body, headers }
  headers['content-type'] = 'application/x-www-form-urlencoded'
  return { method, path: filled, body: String(new URLSearchParams(body as Record<string, string>)), headers }
}

/** Where it is not the path that is tried, it names a row of one's own. */
async function withOwn(path: string, somebody: Somebody): Promise<string> {
  const parameter = path.lastIndexOf('}')
  if (parameter < 0) return path
  const row = path.slice(0, parameter + 1)
  const { id = ada.id } = await remembered(row, somebody, async (token) => ({ id: await rowAt(row, token) }))
  return path.replaceAll(/\{\w+\}/g, String(id))
}

async function ask(place: Place, id: string, somebody: Somebody, parent?: string) {
  const { method, path, body, headers } = await request(place, id, somebody, parent)
  const response = await house.send(method, path, body, somebody.token, headers)
  const text = await response.text()
  return { status: response.status, told: told(response.headers, text, id) }
}

/** All of an answer that may depend on the row. */
function told(headers: Headers, text: string, id: string) {
  const always = ['x-request-id', 'ratelimit', 'date', 'server-timing', 'content-security-policy']
  const kept = [...headers].filter(([name]) => !always.includes(name))
  return `${JSON.stringify(kept)} ${text}`
    .replaceAll(id, 'the id')
    .replaceAll(headers.get('x-request-id') ?? 'none', 'the request')
    .replaceAll(/nonce="[^"]*"/g, '')
}

/** Undefined where it is for this actor to do so: looking after accounts. */
function expected(access: Access, { token, role, scopes }: Somebody): 401 | 403 | 'hidden' | undefined {
  if (access === 'anyone') return undefined
  if (access === 'operator' || !token || !role) return 401
  if (access === 'signed-in') return 'hidden'
  const { permission, recent } = typeof access === 'string' ? { permission: undefined, recent: true } : access
  if (scopes && (permission === undefined || recent)) return 403
  if (permission === undefined) return 'hidden'
  if (!permits(role, permission, scopes)) return 403
  return permits('member', permission) ? 'hidden' : undefined
}

/** What an endpoint says of a row that is not there. */
const hidden = ({ sample, spot, endpoint }: Place) => {
  if (endpoint.page) return [303, 404, 422]
  if (!spot) return [404]
  return sample ? [404, 422] : [200]
}

const places = endpoints.flatMap(placesOf)

describe('a row of Ada’s [V8.2.2]', () => {
  test.each(places.map((place) => [place.endpoint.method, place.endpoint.path, place.where, place] as const))(
    '%s %s, named by %s: nobody else finds or changes it',
    { timeout: 60_000 },
    async (...[, , , place]) => {
      const { access, page } = place.endpoint
      await house.settle() // what the test before set off
      const parent = place.below && (await rowAt(place.below.row))
      const id = await rowAt(place.row, ada.token, parent)
      // What is cached is as hidden as what is not.
      if (!place.spot && !parent)
        await house.send('GET', place.row.replace(/\{\w+\}$/, id), undefined, ada.token)
      for (const somebody of others) {
        const { name } = somebody
        const answer = expected(access, somebody)
        if (answer === undefined) continue
        await request(place, id, somebody, parent) // whatever of their own goes along is made now
        const before = await stateOf(house)
        const theirs = await ask(place, id, somebody, parent)
        const allowed: readonly number[] =
          answer === 'hidden' ? hidden(place) : page ? [answer, 303, 403] : [answer]
        expect(allowed, `${name} is told ${theirs.status}: ${theirs.told}`).toContain(theirs.status)
        if (answer === 'hidden') {
          const missing = await ask(place, crypto.randomUUID(), somebody, parent)
          expect({ name, ...theirs }).toEqual({ name, ...missing })
        }
        expect(await stateOf(house), name).toEqual(before)
      }
      // Ada herself gets further with the same request: it was right in everything else.
      const herself: Somebody = { name: 'Ada', token: ada.token, role: 'member' }
      if (expected(access, herself) !== 'hidden') return
      const { status, told } = await ask(place, id, herself, parent)
      expect([200, 201, 202, 204, 303, 409], told).toContain(status)
    },
  )

  const lists = endpoints.filter(
    ({ method, path, access }) => method === 'GET' && !path.includes('{') && access !== 'anyone',
  )
  test.each(lists.map((endpoint) => [endpoint.path, endpoint] as const))(
    'is not in anybody else’s %s',
    async (path, { access }) => {
      await Promise.all([
        rowAt('/v1/invoices/{id}'),
        rowAt('/v1/auth/api-keys/{id}'),
        rowAt('/v1/auth/passkeys/{id}'),
      ])
      const herself = await (await house.send('GET', path, undefined, ada.token)).text()
      const ids = new Set([...made, ada.id].filter((id) => herself.includes(id)))
      for (const somebody of others) {
        if (expected(access, somebody) === undefined) continue
        const text = await (await house.send('GET', path, undefined, somebody.token)).text()
        expect(
          [...ids].filter((id) => text.includes(id)),
          somebody.name,
        ).toEqual([])
      }
    },
  )
})

test('an endpoint whose path names what nobody told of makes this fail', async () => {
  const [first] = endpoints as [Endpoint]
  const [place] = placesOf({ ...first, input: {}, path: '/v1/boats/{id}/sails' })
  await expect(rowAt(place?.row ?? '')).rejects.toThrow(
    'Say in "makers" how Ada comes by a row that /v1/boats/{id} names',
  )
})
