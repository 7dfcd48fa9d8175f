/**
 * What is the server's cannot be sent: into each body of the list of endpoints, and into each object within it, goes each column
 * that no client may set, in both spellings. Every one is refused where it stands, and nothing is written.
 */
import { getTableColumns } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiKeys, passkeys, sessions, users } from '../../src/auth/tables.ts'
import { reserved } from '../../src/business/columns.ts'
import type { Entity } from '../../src/business/declaration.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import { entities } from '../../src/entities/index.ts'
import type { Endpoint } from '../../src/ports/endpoint.ts'
import { exampleRow } from '../support/example-row.ts'
import { type House, openHouse, type Person, testConfig } from '../support/house.ts'
import { pointer, put, type Spot, samplesOf } from '../support/samples.ts'
import { stateOf } from '../support/untouched.ts'

/** Columns of an entity that it takes from nobody: the lifecycle's, and what is computed or given out. */
const serversOwn = ({ fields, create, update }: Entity) =>
  [...fields.keys()].filter((name) => !(name in create.shape) && !(name in update.shape))

const columns = [users, sessions, apiKeys, passkeys].flatMap((table) => Object.keys(getTableColumns(table)))
const forbidden = [
  ...new Set([...reserved, ...entities.flatMap(serversOwn), ...columns]),
  ...[
    'roles',
    'permissions',
    'isAdmin',
    'admin',
    'owner',
    'userId',
    'user',
    'verified',
    'actor',
    'constructor',
  ],
]

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const spellings = (name: string) => [...new Set([name, snake(name)])]

/** What would do harm if it were taken. */
const tempting = (name: string) => {
  if (/At$|^verified$/.test(name)) return '2026-01-01T00:00:00.000Z'
  if (/[iI]d$|By$/.test(name)) return '0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70'
  if (/^is|^admin$|disabled/.test(name)) return true
  if (/roles|permissions|scopes/.test(name)) return ['admin']
  return name === 'role' ? 'admin' : name === 'status' ? 'paid' : 1
}

/** What a browser says of a passkey may hold what the standard has added since (WebAuthn L3 §5.1): it is read by name, and not kept. */
const isOpen = (spot: Spot, path: string) =>
  /passkey|second-factor|reauthenticate/.test(path) && spot[0] === 'response'

const writing = endpointsOf(testConfig()).filter(({ input }) => input.body)

const cases = writing.flatMap((endpoint) =>
  samplesOf(endpoint.input.body as NonNullable<Endpoint['input']['body']>).flatMap((sample) =>
    sample.objects
      .filter(({ spot }) => !isOpen(spot, endpoint.path))
      .map(
        ({ spot, names }) =>
          [endpoint.method, endpoint.path, pointer(spot), { endpoint, sample, spot, names }] as const,
      ),
  ),
)

let house: House
let ada: Person
let admin: Person
beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
  admin = await house.signIn('admin')
}, 60_000)
afterAll(() => house?.close())

/** A row of the kind that the path names: Ada's, where there are such rows. */
async function filled(path: string): Promise<string> {
  if (!path.includes('{')) return path
  const entity = entities.find(({ name }) => path.startsWith(`/v1/${name}/`))
  const id = entity ? await rowOf(entity) : ada.id
  return path.replaceAll(/\{\w+\}/g, id)
}

async function rowOf(entity: Entity): Promise<string> {
  const [sample] = samplesOf(entity.create, await referred(entity))
  const { status, body } = await house.call('POST', `/v1/${entity.name}`, sample?.value, ada.token)
  // Of what may not be there twice a sample makes one row.
  if (status === 409) return (await exampleRow(house, entity, ada)).id
  expect({ status, body }).toMatchObject({ status: 201 })
  return body.id
}

async function referred({ references }: Entity) {
  const values: Record<string, string> = {}
  for (const [name, target] of Object.entries(references)) values[name] = await rowOf(target)
  return values
}

describe('what is the server’s own is refused [V8.2.3] [V15.3.3]', () => {
  test.each(cases)('%s %s in %s', async (...[method, path, , { endpoint, sample, spot, names }]) => {
    const target = await filled(path)
    const { token } = path.startsWith('/v1/users') ? admin : ada
    const headers: Record<string, string> = endpoint.conditional === 'required' ? { 'if-match': '"1"' } : {}
    const before = await stateOf(house)
    const taken: string[] = []
    for (const name of forbidden.flatMap(spellings)) {
      if (names.includes(name)) continue
      const body = put(sample.value, [...spot, name], tempting(name))
      const answer = await house.call(method, target, body, token, headers)
      const faults = (answer.body?.errors ?? []) as { pointer: string; code: string }[]
      const refused = faults.some((fault) => fault.pointer === pointer(spot) && fault.code === 'unknown_key')
      if (answer.status !== 422 || !refused)
        taken.push(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`)
    }
    expect(taken).toEqual([])
    expect(await stateOf(house)).toEqual(before)
  })

  test.each(entities.map((entity) => [entity.name, entity] as const))(
    '%s can be sent none of it by its own name',
    (_name, entity) => {
      const sent = [...Object.keys(entity.create.shape), ...Object.keys(entity.update.shape)]
      expect(
        sent.filter(
          (name) => serversOwn(entity).includes(name) || (reserved as readonly string[]).includes(name),
        ),
      ).toEqual([])
    },
  )

  test('the lists hold what they are about, and a right body is let in', async () => {
    expect(forbidden).toEqual(
      expect.arrayContaining([
        ...['ownerId', 'role', 'roles', 'disabledAt', 'verifiedAt', 'passwordHash'],
        ...['status', 'number', 'total', 'emailIndex', 'paymentReference'],
      ]),
    )
    expect(cases.map(([method, path, where]) => `${method} ${path} ${where}`)).toEqual(
      expect.arrayContaining([
        'POST /v1/customers #/address',
        'POST /v1/invoices #/lines/0',
        'PATCH /v1/invoices/{id} #',
      ]),
    )
    for (const entity of entities) expect(await rowOf(entity)).toMatch(/^[\da-f-]{36}$/)
  })
})
