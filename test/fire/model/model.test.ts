/**
 * Everything the verbs can do, at random, against a model: several people at once, fifty commands each, and afterwards the tables
 * hold what the model says, row by row: fields, versions, audit records and events. `MODEL_RUNS=1000 npm run model` is the long form.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../../src/core/ids.ts'
import { type House, openHouse, type Person } from '../../support/house.ts'
import { postgresUrl } from '../../support/servers.ts'
import { Books, type Kind } from './books.ts'
import { command, perform } from './commands.ts'

const runs = Number(process.env.MODEL_RUNS ?? 25)
const people = 3

describe.skipIf(!postgresUrl)('the verbs and the model', () => {
  let house: House
  let actors: { house: House; person: Person; books: Books }[]
  beforeAll(async () => {
    house = await openHouse({ maxConnections: 8 })
    const persons = []
    for (let at = 0; at < people; at++) persons.push(await house.signIn())
    actors = persons.map((person) => ({ house, person, books: new Books() }))
  })
  afterAll(() => house?.close())

  /** All there is of one kind, by its owner, since this run began, as the tables have it. */
  const stored = (kind: Kind, owner: string, since: string) =>
    house.rows(
      `select t.id, t.version, t.deleted_at is not null as deleted, t.notes,
        ${kind === 'invoices' ? 't.status as state, t.total::float8 as total, t.number' : `'draft' as state, 0::float8 as total, null as number`},
        (select coalesce(array_to_json(array_agg(a.action order by a.id)), '[]')
          from audit_logs a where a.entity = '${kind}' and a.entity_id = t.id::text) as recorded,
        (select coalesce(array_to_json(array_agg(o.payload->>'type' || ' ' || (o.payload->>'version') order by o.id)), '[]')
          from outbox o where o.topic = 'event' and o.payload->>'id' = t.id::text) as told
      from ${kind} t where t.owner_id = $1 and t.id >= $2::uuid order by t.id`,
      ...[owner, since],
    )

  test(`do not diverge in ${runs} runs`, { timeout: 3_600_000 }, async () => {
    const commands = fc.array(command, { minLength: 50, maxLength: 50 })
    let done = 0
    await fc.assert(
      fc.asyncProperty(fc.array(commands, { minLength: people, maxLength: people }), async (each) => {
        for (const { books } of actors) books.rows.length = 0
        const since = await beginning()
        await Promise.all(
          actors.map(async (actor, at) => {
            for (const one of each[at] ?? []) await perform(actor, one)
          }),
        )
        for (const { person, books } of actors)
          for (const kind of ['customers', 'invoices'] as const) {
            const expected = books.rows
              .filter((row) => row.kind === kind)
              .map(({ kind: _, ...row }) => row)
              .sort((a, b) => (a.id < b.id ? -1 : 1))
            expect(await stored(kind, person.id, since)).toEqual(expected)
          }
        if (++done % 50 === 0) process.stderr.write(`${done} runs\n`)
      }),
      { numRuns: runs, endOnFailure: true },
    )
  })
})

/** The least id of a new millisecond: ids are in the order of time (RFC 9562 §5.7), so every row of this run is above it. */
async function beginning() {
  await new Promise((resolve) => setTimeout(resolve, 3))
  return `${uuidv7(Date.now()).slice(0, 13)}-7000-8000-000000000000`
}
