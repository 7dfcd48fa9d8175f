/**
 * The declaration of an entity. From this alone come its endpoints, its SQL, its audit rules and its documentation;
 * one that contradicts itself throws when the program starts, naming entity and field.
 */
import { getTableName } from 'drizzle-orm'
import * as z from 'zod'
import type { Classified } from '../audit/classification.ts'
import { checkDeclaration } from './contradictions.ts'
import type { Declaration, Entity } from './declaration.ts'
import { eventsOf } from './events.ts'
import { type Fields, fieldsOf } from './fields.ts'
import type { Shape } from './shape.ts'

const moment = z.iso.datetime({ precision: 3 })

export function entity<C extends Shape, U extends Shape>(declaration: Declaration<C, U>): Entity {
  const fields = fieldsOf(declaration.table)
  checkDeclaration(declaration as unknown as Declaration, fields)
  const { sensitive = {}, references = {}, derived = [], actions = [], derive } = declaration
  const { searchable = [], expandable = [], concurrency = 'required', permissions = {} } = declaration
  const called = componentName(declaration.singular)
  return {
    ...declaration,
    create: declaration.create.meta({ id: `${called}Create` }),
    update: declaration.update.meta({ id: `${called}Update` }),
    ...{ searchable, expandable, concurrency, permissions },
    table: getTableName(declaration.table),
    fields,
    sensitive,
    references,
    derived,
    actions,
    emits: declaration.emits ?? eventsOf({ actions }),
    derive: (data) => derive?.(data as Partial<z.output<C>>) ?? {},
    output: z
      .strictObject({
        id: z.uuid(),
        ...declaration.output,
        version: z.int().min(1),
        createdAt: moment,
        updatedAt: moment,
        createdBy: z.uuid(),
      })
      .meta({ id: called }),
    classified: classify(declaration as unknown as Declaration, fields),
  }
}

/** As the OpenAPI document and the client's types have it: `a webhook endpoint` → `WebhookEndpoint`. */
const componentName = (singular: string) =>
  singular.replace(/^an? /, '').replaceAll(/(?:^|\W+)(\w)/g, (_, letter: string) => letter.toUpperCase())

/** The lifecycle holds no personal data and is always audited; a blind index is as secret as what it stands for. */
function classify({ table, audited, redacted, sensitive = {} }: Declaration, fields: Fields): Classified {
  const columns = (names: readonly string[]) => names.map((name) => fields.get(name)?.column ?? name)
  const lookups = Object.values(sensitive).flatMap(({ lookup }) => lookup ?? [])
  const life = ['id', 'ownerId', 'createdBy', 'version', 'createdAt', 'updatedAt', 'deletedAt']
  return {
    table: getTableName(table),
    key: 'id',
    audited: columns([...life, ...audited]),
    redacted: columns([...redacted, ...Object.keys(sensitive), ...lookups]),
  }
}
