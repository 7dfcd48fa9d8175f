/**
 * `npm run migrations`: from the tables in TypeScript to SQL, and from SQL to what the program carries with it.
 *
 *   1. drizzle-kit writes a migration for what changed in the tables
 *   2. every column must be classified; tables that are new, or whose classification changed, get a migration
 *      that puts their capture triggers on
 *   3. a step that an older program would not survive must say why it is safe now (docs/migrations.md)
 *   4. all of them are bundled into src/store/migrations.json (`-- --bundle` does only this)
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = new URL('../drizzle/', import.meta.url)
const target = new URL('../src/store/migrations.json', import.meta.url)
const journal = () => JSON.parse(readFileSync(new URL('meta/_journal.json', folder), 'utf8')).entries
const fileOf = (entry) => new URL(`${entry.tag}.sql`, folder)

/** The bundle as it is. */
export const migrationsJson = () => readFileSync(target, 'utf8')

/** The bundle as it should be, from the files. */
export function bundled() {
  const all = journal().map((entry) => {
    const sql = readFileSync(fileOf(entry), 'utf8')
    return { id: entry.idx, name: entry.tag, hash: createHash('sha256').update(sql).digest('hex'), sql }
  })
  return `${JSON.stringify(all, null, 2)}\n`
}

/** The tables whose triggers, as the migrations leave them, are not what their classification asks for. */
export async function outdatedTriggers() {
  const { coverage } = await import('../src/coverage.ts')
  const { captureSql } = await import('../src/audit/capture.ts')
  const written = journal()
    .map((entry) => readFileSync(fileOf(entry), 'utf8'))
    .join('\n')
  return coverage.classified
    .map((classified) => captureSql(classified))
    .filter((sql) => {
      const first = sql.slice(0, sql.indexOf('\n'))
      const last = written.lastIndexOf(`${first}\n`)
      return last === -1 || written.slice(last, last + sql.length) !== sql
    })
}

/** Columns, as the last migration leaves them, that no list of their table's classification names; and the reverse. */
export async function classificationFaults() {
  const { coverage } = await import('../src/coverage.ts')
  const { unclassified } = await import('../src/audit/classification.ts')
  const snapshot = `meta/${String(journal().at(-1).idx).padStart(4, '0')}_snapshot.json`
  const { tables } = JSON.parse(readFileSync(new URL(snapshot, folder), 'utf8'))
  const known = [...coverage.classified.map(({ table }) => table), ...Object.keys(coverage.exempt)]
  return [
    ...Object.values(tables)
      .filter(({ name }) => !known.includes(name))
      .map(({ name }) => `${name} is neither classified nor exempt`),
    ...coverage.classified.flatMap((classified) => {
      const columns = Object.values(tables[`public.${classified.table}`]?.columns ?? {})
      return unclassified(
        columns.map(({ name }) => name),
        classified,
      )
    }),
  ]
}

/** What `holdfast migrate` would refuse as well, as sentences. */
export async function noteFaults() {
  const { faultsOf } = await import('../src/store/schema/notes.ts')
  return JSON.parse(bundled()).flatMap(faultsOf)
}

/** Found from here, so that nobody who runs this needs it on his PATH. */
const drizzleKit = join(dirname(createRequire(import.meta.url).resolve('drizzle-kit')), 'bin.cjs')

const drizzle = (...args) =>
  execFileSync(process.execPath, [drizzleKit, 'generate', ...args], {
    stdio: 'inherit',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  })

async function main(args) {
  if (!args.includes('--bundle')) {
    drizzle(...args)
    const faults = await classificationFaults()
    if (faults.length > 0)
      throw new Error(`The audit does not know what to record:\n  ${faults.join('\n  ')}`)
    const outdated = await outdatedTriggers()
    if (outdated.length > 0) {
      drizzle('--custom', '--name=audit_triggers')
      writeFileSync(fileOf(journal().at(-1)), outdated.join('\n'))
    }
  }
  const refused = await noteFaults()
  if (refused.length > 0) {
    console.error(`Nothing was bundled:\n  ${refused.join('\n  ')}\nThen: npm run migrations -- --bundle`)
    process.exit(1)
  }
  writeFileSync(target, bundled())
  console.log(`${journal().length} migrations bundled`)
}

if (import.meta.filename === process.argv[1]) await main(process.argv.slice(2))
