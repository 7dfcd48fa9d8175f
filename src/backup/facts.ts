/** What a manifest says of a database: asked in the snapshot that is dumped, or while nobody else writes. */
import { newestFirst, type Reading } from '../audit/verify/pages.ts'
import type { Database } from '../ports/database.ts'
import type { Manifest } from './manifest.ts'

/** Every table of ours that holds rows itself; a partitioned one is counted by its parts. */
const tables = `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_' order by 1`

/** Throws a sentence where the database is not one of Holdfast's. */
export async function factsOf(
  database: Reading,
  counted: (done: number, all: number) => void = () => {},
): Promise<Pick<Manifest, 'schema' | 'rows' | 'checkpoint'>> {
  const ask = (text: string) => database.query({ text, params: [] })
  const [begun] = await ask(`select to_regclass('public.holdfast_migrations') is not null as begun`)
  const [schema] = begun?.begun
    ? await ask('select id, name, hash from public.holdfast_migrations order by id desc limit 1')
    : []
  if (!schema)
    throw new Error('there is nothing to back up: the database was never migrated ("holdfast migrate").')
  const rows = await rowsOf(database, counted)
  let checkpoint: string | null = null
  for await (const { note } of newestFirst(database)) {
    checkpoint = note
    break
  }
  const { id, name, hash } = schema
  return { schema: { id: Number(id), name: String(name), hash: String(hash) }, rows, checkpoint }
}

export async function rowsOf(
  database: Reading,
  counted: (done: number, all: number) => void = () => {},
): Promise<Readonly<Record<string, number>>> {
  const names = (await database.query({ text: tables, params: [] })).map(({ name }) => String(name))
  const rows: Record<string, number> = {}
  for (const [done, name] of names.entries()) {
    // A name as Postgres itself has quoted it.
    const [row] = await database.query({ text: `select count(*)::text as n from ${name}`, params: [] })
    rows[name] = Number(row?.n)
    counted(done + 1, names.length)
  }
  return rows
}

/** The same in one batch, for who has one connection: what is asked for next comes right after it. */
export async function rowsAtOnce(database: Pick<Database, 'query' | 'atomic'>) {
  const names = (await database.query({ text: tables, params: [] })).map(({ name }) => String(name))
  const counts = names.map((name) => ({ text: `select count(*)::text as n from ${name}`, params: [] }))
  return () =>
    database
      .atomic(counts)
      .then((all) => Object.fromEntries(all.map(([row], at) => [String(names[at]), Number(row?.n)])))
}

/** What differs, as sentences. */
export function rowsThatDiffer(
  expected: Readonly<Record<string, number>>,
  found: Readonly<Record<string, number>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
  return names
    .filter((name) => expected[name] !== found[name])
    .map((name) => `${name} has ${found[name] ?? 'no'} rows, not ${expected[name] ?? 'none'}`)
}
