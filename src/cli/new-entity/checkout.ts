/** What the checkout holds already: its entities, its tables, the paths that are taken. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../core/config.ts'
import { endpointsOf } from '../../endpoints.ts'
import { entities } from '../../entities/index.ts'

export interface Checkout {
  readonly root: string
  has(path: string): boolean
  read(path: string): string
  /** By the names that a reference can name them by. */
  readonly entities: readonly string[]
  readonly tables: ReadonlySet<string>
  /** What comes after `/v1/` in the paths there are. */
  readonly areas: ReadonlySet<string>
}

export function openCheckout(root: string): Checkout {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  // Of the list nothing depends on a setting but what development shows beside it.
  const endpoints = endpointsOf({ mode: 'production', baseUrl: 'http://holdfast.test' } as Config)
  return {
    root,
    has: (path) => existsSync(join(root, path)),
    read,
    entities: entities.map(({ name }) => name),
    tables: tablesOf(
      readdirSync(join(root, 'drizzle'))
        .sort()
        .filter(isSql)
        .map((file) => read(`drizzle/${file}`)),
    ),
    areas: new Set(endpoints.flatMap(({ path }) => /^\/v1\/([\w-]+)/.exec(path)?.[1] ?? [])),
  }
}

const isSql = (file: string) => file.endsWith('.sql')

/** Made and not dropped again, by Drizzle or by hand. */
function tablesOf(migrations: readonly string[]): ReadonlySet<string> {
  const statement = /\b(create|drop) table (?:if (?:not )?exists )?(?:"?public"?\.)?"?(\w+)/gi
  const tables = new Set<string>()
  for (const [, verb = '', table = ''] of migrations.join('\n').matchAll(statement))
    verb.toLowerCase() === 'create' ? tables.add(table) : tables.delete(table)
  return tables
}
