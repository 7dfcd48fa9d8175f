/** What `holdfast keys rotate` does and says: a look at everything, the work, and a look at what is left. */
import { recordEvent } from '../audit/event.ts'
import type { Ports } from '../ports/index.ts'
import { sealed } from '../sealed.ts'
import { systemContext } from '../store/context.ts'
import { reseal } from '../store/rotation.ts'
import { outdated, type Standing, survey, unreadable } from '../store/survey.ts'
import { progress, type Screen } from './progress.ts'

export interface RotateOptions {
  readonly dryRun: boolean
  readonly batch: number
  readonly json: boolean
}

interface Report {
  /** Nothing is left under another key than the first, and all of it opens. */
  readonly ok: boolean
  /** The first key's name. */
  readonly key: string
  readonly rows: number
  readonly standings: readonly Standing[]
  /** Why nothing was changed; sentences without values. */
  readonly refused: readonly string[]
  /** Keys of the ring that nothing stands under any more. */
  readonly removable: readonly string[]
}

/** Returns the exit code. */
export async function rotateKeys(
  ports: Ports,
  { dryRun, batch, json }: RotateOptions,
  { stdout, stderr }: { readonly stdout: Screen; readonly stderr: Screen },
): Promise<number> {
  const { field } = ports.config.keys
  if (!json) stdout.write(`Opening everything that is sealed with a field key …\n`)
  const before = await survey(ports, sealed)
  const refused = unreadable(before, field)
  let rows = 0
  if (refused.length === 0 && !dryRun && outdated(before, field).length > 0) {
    const bar = progress(json ? undefined : stderr, outdatedRows(before, field[0].kid))
    rows = await reseal(ports, sealed, { batch, tell: bar.step })
    bar.end()
    await record(ports, rows)
  }
  const standings = rows > 0 ? await survey(ports, sealed) : before
  const report = reportOf(ports, standings, rows, refused)
  if (json) stdout.write(`${JSON.stringify({ ...report, dryRun })}\n`)
  else for (const line of sentences(report, dryRun)) stdout.write(`${line}\n`)
  return report.ok ? 0 : 1
}

/** About so many: a row may hold several values. The most of any column of a table is the least that it can be. */
function outdatedRows(standings: readonly Standing[], first: string): ReadonlyMap<string, number> {
  const columns = new Map<string, number>()
  for (const { table, column, kid, values } of standings) {
    const name = JSON.stringify([table, column])
    if (kid !== first) columns.set(name, (columns.get(name) ?? 0) + values)
  }
  const tables = new Map<string, number>()
  for (const [name, values] of columns) {
    const [table] = JSON.parse(name) as [string]
    tables.set(table, Math.max(tables.get(table) ?? 0, values))
  }
  return tables
}

/** Each row has a record of its own where its table is audited; this one says that somebody ran the command. */
function record(ports: Ports, rows: number): Promise<void> {
  const [{ kid }] = ports.config.keys.field
  const signal = AbortSignal.timeout(10_000)
  return recordEvent(
    ports,
    systemContext('holdfast', 'keys-rotate'),
    { outcome: 'success', entity: 'keys', entityId: kid, details: { rows } },
    { signal, remainingMs: () => 10_000 },
  )
}

function reportOf(
  { config }: Pick<Ports, 'config'>,
  standings: readonly Standing[],
  rows: number,
  refused: readonly string[],
): Report {
  const [first, ...older] = config.keys.field
  const used = new Set(standings.map(({ kid }) => kid))
  const ok =
    refused.length === 0 &&
    outdated(standings, config.keys.field).length === 0 &&
    standings.every(({ values, sound }) => values === sound)
  const removable = ok ? older.map(({ kid }) => kid).filter((kid) => !used.has(kid)) : []
  return { ok, key: first.kid, rows, standings, refused, removable }
}

function* sentences(
  { ok, key, rows, standings, refused, removable }: Report,
  dryRun: boolean,
): Iterable<string> {
  for (const { table, column, kid, values, sound } of standings) {
    const broken = sound < values ? `, of which ${values - sound} do not open` : ''
    yield `  ${(kid ?? 'no key').padEnd(16)} ${table}.${column}: ${values}${broken}`
  }
  if (refused.length > 0) {
    yield 'Refused, and nothing was changed:'
    for (const sentence of refused) yield `  ${sentence}.`
    yield 'KEYS must hold every key that something stands under. Is it the KEYS of the app?'
    return
  }
  if (!dryRun) yield `${rows} row${rows === 1 ? ' was' : 's were'} re-sealed with ${key}.`
  if (!ok) yield dryRun ? `Not all of it is under ${key}.` : `Something is left: run this again.`
  for (const kid of removable)
    yield `Nothing is left under ${kid}. Take it out of KEYS once every process runs with ${key} first; keep a copy for as long as there are backups from before.`
  yield 'What the other purposes need: holdfast keys list.'
}
