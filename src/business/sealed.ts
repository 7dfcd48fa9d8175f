/** Where the sensitive values of an entity rest, for whoever has to find all that a key sealed. */
import type { Sealed, SealedValue } from '../store/sealed.ts'
import type { Entity } from './declaration.ts'

/** Undefined for an entity that has no sensitive fields. Removed rows are rows: they can come back. */
export function sealedOf({ table, fields, sensitive }: Entity): Sealed | undefined {
  const column = (name: string) => fields.get(name)?.column ?? name
  const values = Object.entries(sensitive).map(([name, { lookup }]): SealedValue => {
    const index = lookup && { lookup: { column: column(lookup), of: lookedFor } }
    return { column: column(name), ...index }
  })
  return values.length > 0 ? { table, key: [{ column: 'id', type: 'uuid' }], values } : undefined
}

/** What is sealed is JSON (`record`); what is looked for is the text itself. */
const lookedFor = (json: string) => String(JSON.parse(json))
