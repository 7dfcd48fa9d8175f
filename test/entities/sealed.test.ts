/** Is every value that a `field` key seals among those that a rotation brings along? */
import { readdirSync, readFileSync } from 'node:fs'
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { type PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import * as authTables from '../../src/auth/tables.ts'
import { entities as domain } from '../../src/entities/index.ts'
import { sealed } from '../../src/sealed.ts'
import * as storeTables from '../../src/store/tables.ts'
import { webhookEndpoints } from '../../src/webhooks/webhook-endpoints.ts'

const entities = [...domain, webhookEndpoints]

/** The files that seal, and the tables that what they seal comes to rest in. */
const sealers: Readonly<Record<string, readonly string[]>> = {
  'auth/session-opening.ts': ['idempotency_results'],
  'auth/totp-enrolment.ts': ['totp_factors'],
  'business/record.ts': entities.flatMap(({ table, sensitive }) =>
    Object.keys(sensitive).length > 0 ? [table] : [],
  ),
  // What it seals, it read from there.
  'store/rotation.ts': [],
}

const src = new URL('../../src/', import.meta.url)
const sealing = (text: string) => /import \{[^}]*\bseal\b[^}]*\} from '[^']*\/cipher\.ts'/.test(text)

describe('what is sealed', () => {
  test('is sealed by the files that are known to seal, and by no others', () => {
    const found = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.tsx?$/.test(file) && sealing(readFileSync(new URL(file, src), 'utf8')))
    expect(found.sort()).toEqual(Object.keys(sealers).sort())
    expect(sealing("import { open, seal } from '../store/cipher.ts'")).toBe(true)
    expect(sealing("import { open } from '../store/cipher.ts'")).toBe(false)
  })

  test('rests in tables that a rotation goes through', () => {
    const tables = new Set(sealed.map(({ table }) => table))
    expect([...new Set(Object.values(sealers).flat())].sort()).toEqual([...tables].sort())
  })

  test('is looked for with each sensitive field of each entity, and its blind index', () => {
    for (const { table, sensitive, fields } of entities) {
      const columns = sealed.find((one) => one.table === table)?.values ?? []
      expect(columns.map(({ column, lookup }) => [column, lookup?.column])).toEqual(
        Object.entries(sensitive).map(([name, { lookup }]) => [
          fields.get(name)?.column,
          lookup && fields.get(lookup)?.column,
        ]),
      )
    }
  })

  test('stands in tables by their own keys', () => {
    const known = [...Object.values(authTables), ...Object.values(storeTables)].filter((value) =>
      is(value, PgTable),
    )
    for (const { table, key, values } of sealed) {
      const found = known.find((one) => getTableName(one as PgTable) === table)
      if (!found) continue // an entity's, whose key is always its id
      const columns = Object.entries(getTableColumns(found as PgTable) as Record<string, PgColumn>)
      const names = columns.map(([name]) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
      for (const { column } of [...key, ...values]) expect(names).toContain(column)
    }
  })
})
