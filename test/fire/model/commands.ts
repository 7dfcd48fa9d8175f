/** The commands: each asks the real thing and the model, and what they say must agree. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { House, Json, Person } from '../../support/house.ts'
import { actions, type Books, type Row } from './books.ts'

export interface Actor {
  readonly house: House
  readonly person: Person
  readonly books: Books
}

/** `row` picks by chance; `stale` names a version that is not the row's; `keyed` sends it again with the same key. */
export type Command =
  | { readonly do: 'create'; readonly notes: string | null; readonly keyed: boolean }
  | { readonly do: 'invoice'; readonly row: number; readonly unitAmount: number; readonly keyed: boolean }
  | {
      readonly do: 'update' | 'delete'
      readonly row: number
      readonly stale: boolean
      readonly keyed: boolean
      readonly notes: string
    }
  | { readonly do: 'restore' | 'read' | 'history' | 'try' | 'race'; readonly row: number }
  | { readonly do: 'act'; readonly row: number; readonly name: keyof typeof actions; readonly keyed: boolean }
  | {
      readonly do: 'bulk'
      readonly rows: readonly number[]
      readonly stale: boolean
      readonly remove: boolean
    }

const row = fc.nat(1_000)
const keyed = fc.boolean()
const stale = fc.integer({ min: 0, max: 3 }).map((n) => n === 0)
const notes = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((text) => text.normalize('NFC').replaceAll(/\p{Cc}/gu, ' '))

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const), notes: fc.option(notes), keyed }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('invoice' as const),
      row,
      unitAmount: fc.integer({ min: -1000, max: 100_000 }),
      keyed,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('update' as const, 'update' as const, 'delete' as const),
      row,
      stale,
      keyed,
      notes,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      row,
      name: fc.constantFrom('issue' as const, 'pay' as const, 'void' as const),
      keyed,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'restore' as const,
        'read' as const,
        'history' as const,
        'try' as const,
        'race' as const,
      ),
      row,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('bulk' as const),
      rows: fc.array(row, { minLength: 1, maxLength: 4 }),
      stale,
      remove: fc.boolean(),
    }),
  },
)

export async function perform(actor: Actor, one: Command): Promise<void> {
  const { books } = actor
  if (one.do === 'create') return create(actor, one)
  if (one.do === 'bulk') return bulk(actor, one)
  if (one.do === 'invoice') return invoice(actor, one)
  const found = books.pick(one.row, one.do === 'act' ? 'invoices' : undefined)
  if (!found) return
  switch (one.do) {
    case 'act':
      return act(actor, found, one)
    case 'update':
    case 'delete':
      return change(actor, found, one)
    default:
      return others[one.do](actor, found)
  }
}

const others = { restore, read: look, history: tell, try: attempt, race }

type Answer = Awaited<ReturnType<House['call']>>
type Of<D extends Command['do']> = Extract<Command, { do: D }>
const tag = (version: number) => ({ 'if-match': `"${version}"` })
const pathOf = ({ kind, id }: Row) => `/v1/${kind}/${id}`

function ask(
  { house, person }: Actor,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<Answer> {
  return house.call(method, path, body, person.token, headers)
}

/** With a key it is sent twice, and the second answer is the first, byte for byte. */
async function send(
  actor: Actor,
  again: boolean,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<Answer> {
  if (!again) return ask(actor, method, path, body, headers)
  const withKey = { ...headers, 'idempotency-key': randomUUID() }
  const first = await ask(actor, method, path, body, withKey)
  const second = await ask(actor, method, path, body, withKey)
  expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([
    first.status,
    first.body,
    'true',
  ])
  return first
}

async function create(actor: Actor, { notes, keyed }: Of<'create'>) {
  const { status, body } = await send(actor, keyed, 'POST', '/v1/customers', { name: 'Model', notes })
  expect([status, body.notes, body.version]).toEqual([201, notes, 1])
  actor.books.made('customers', body.id, notes)
}

async function invoice(actor: Actor, { row, unitAmount, keyed }: Of<'invoice'>) {
  const customer = actor.books.pick(row, 'customers')
  if (!customer) return
  const lines = [{ description: 'Hour', quantity: 1.5, unitAmount, taxRate: 0 }]
  const sent = { customerId: customer.id, currency: 'EUR', lines }
  const { status, body } = await send(actor, keyed, 'POST', '/v1/invoices', sent)
  if (customer.deleted) return expect([status, body.errors[0].code]).toEqual([422, 'unknown_reference'])
  // Half to even, by another way: twice the amount is three times the unit, and an odd one lies between two.
  const twice = unitAmount * 3
  const total = twice % 2 === 0 ? twice / 2 : 2 * Math.round(twice / 4)
  expect([status, body.total, body.status, body.number]).toEqual([201, total, 'draft', null])
  actor.books.made('invoices', body.id, null, total)
}

async function change(actor: Actor, row: Row, { do: verb, stale, keyed, notes }: Of<'update' | 'delete'>) {
  const { books } = actor
  const version = row.version + (stale ? 1 : 0)
  const expected = books.verdict(row, version)
  const remove = verb === 'delete'
  const answer = await send(
    actor,
    keyed,
    remove ? 'DELETE' : 'PATCH',
    pathOf(row),
    remove ? undefined : { notes },
    tag(version),
  )
  if (expected === 412) expect(answer.headers.get('etag')).toBe(`"${row.version}"`)
  if (expected !== 200) return expect(answer.status).toBe(expected)
  expect(answer.status).toBe(remove ? 204 : 200)
  if (remove) row.deleted = true
  else row.notes = notes
  books.step(row, verb, `${verb}d`)
  if (!remove) expect(answer.body).toMatchObject({ notes, version: row.version })
}

async function act(actor: Actor, row: Row, { name, keyed }: Of<'act'>) {
  const { from, to, event } = actions[name]
  const { status, body } = await send(actor, keyed, 'POST', `${pathOf(row)}/${name}`)
  if (row.deleted) return expect(status).toBe(404)
  if (row.state !== from) return expect([status, body.code]).toEqual([409, 'conflict'])
  row.state = to
  if (name === 'issue')
    row.number = `${body.issuedAt.slice(0, 4)}-${String(++actor.books.issued).padStart(6, '0')}`
  actor.books.step(row, name, event)
  expect([status, body.status, body.number, body.version]).toEqual([200, to, row.number, row.version])
}

async function restore(actor: Actor, row: Row) {
  const { status, body } = await ask(actor, 'POST', `${pathOf(row)}/restore`)
  if (!row.deleted) return expect(status).toBe(409)
  row.deleted = false
  actor.books.step(row, 'restore', 'restored')
  expect([status, body.version]).toEqual([200, row.version])
}

async function look(actor: Actor, row: Row) {
  const { status, body } = await ask(actor, 'GET', pathOf(row))
  if (row.deleted) return expect(status).toBe(404)
  expect([status, body.version, body.notes]).toEqual([200, row.version, row.notes])
  if (row.kind === 'invoices')
    expect(body).toMatchObject({ status: row.state, total: row.total, number: row.number })
}

async function tell(actor: Actor, row: Row) {
  const { status, body } = await ask(actor, 'GET', `${pathOf(row)}/history?limit=100`)
  const steps = body.data.map(({ action }: Json) => action).reverse()
  expect([status, steps]).toEqual([200, row.recorded])
}

/** A dry run answers as the real one would, and nothing stays. */
async function attempt(actor: Actor, row: Row) {
  const expected = actor.books.verdict(row, row.version)
  const headers = { ...tag(row.version), prefer: 'tx=rollback' }
  expect((await ask(actor, 'PATCH', pathOf(row), { notes: 'never' }, headers)).status).toBe(expected)
}

/** Four with the same version at once: one of them changes it. */
async function race(actor: Actor, row: Row) {
  const expected = actor.books.verdict(row, row.version)
  const asked = ['a', 'b', 'c', 'd'].map((notes) =>
    ask(actor, 'PATCH', pathOf(row), { notes }, tag(row.version)),
  )
  const answers = await Promise.all(asked)
  const statuses = answers.map(({ status }) => status).sort()
  if (expected !== 200) return expect(statuses).toEqual(Array(4).fill(expected))
  expect(statuses).toEqual([200, 412, 412, 412])
  row.notes = answers.find(({ status }) => status === 200)?.body.notes
  actor.books.step(row, 'update', 'updated')
}

async function bulk(actor: Actor, { rows, stale, remove }: Of<'bulk'>) {
  const { books } = actor
  const picked = [...new Set(rows.flatMap((at) => books.pick(at, 'customers') ?? []))]
  const changes = picked.map((row, at) => {
    const version = row.version + (stale && at === 0 ? 1 : 0)
    return remove
      ? { op: 'delete', id: row.id, version }
      : { op: 'update', id: row.id, version, data: { notes: 'bulk' } }
  })
  const operations = [{ op: 'create', data: { name: 'Bulk' } }, ...changes]
  const { status, body } = await ask(actor, 'POST', '/v1/customers/bulk', { operations })
  const refused = picked
    .map((row, at) => books.verdict(row, changes[at]?.version ?? 0))
    .find((verdict) => verdict !== 200)
  expect(status).toBe(refused ?? 200)
  if (refused) return
  books.made('customers', body.results[0].id, null).recorded[0] = 'customers:bulk'
  for (const row of picked) {
    if (remove) row.deleted = true
    else row.notes = 'bulk'
    books.step(row, 'bulk', remove ? 'deleted' : 'updated')
  }
}
