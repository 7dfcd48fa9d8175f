/** A row of any entity, made through the front door of the least that its declaration asks for. */
import { randomBytes, randomInt } from 'node:crypto'
import * as z from 'zod'
import type { Entity } from '../../src/business/declaration.ts'
import { exampleOf } from '../../src/gateway/openapi-example.ts'
import { type JsonSchema, schemaBook } from '../../src/gateway/openapi-schema.ts'
import type { House, Json, Person } from './house.ts'

type Somebody = Pick<Person, 'token'>

/** What it refers to is made as well, and belongs to the same person. */
export async function exampleRow(house: House, entity: Entity, person: Somebody): Promise<Json> {
  const body = await exampleBody(house, entity, person)
  const made = await house.call('POST', `/v1/${entity.name}`, body, person.token)
  if (made.status === 201) return made.body
  throw new Error(`No row of ${entity.name} is made of ${JSON.stringify(body)}: ${JSON.stringify(made.body)}`)
}

/** What a row is made of, each time another. */
export async function exampleBody(house: House, entity: Entity, person: Somebody): Promise<Json> {
  const book = schemaBook()
  const schema = book.resolve(book.of(entity.create, 'input'))
  const properties = schema.properties as Record<string, JsonSchema>
  const body: Record<string, unknown> = {}
  for (const name of (schema.required ?? []) as string[]) {
    const target = entity.references[name]
    const example = exampleOf(properties[name] as JsonSchema, book.resolve, name)
    body[name] = target
      ? (await exampleRow(house, target, person)).id
      : (likeButNew(example).find(
          (value) => z.safeParse(entity.create.shape[name] as z.ZodType, value).success,
        ) ?? example)
  }
  return body
}

/** Of what may not be there twice no two rows may be alike. */
function likeButNew(example: unknown): readonly unknown[] {
  const word = randomBytes(6).toString('hex')
  if (typeof example === 'string') return [word, `${word}@example.com`]
  return typeof example === 'number' ? [example + randomInt(1_000_000)] : []
}
