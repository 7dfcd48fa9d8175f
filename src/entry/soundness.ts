/** Is the house fit to serve: its schema, the audit, the clock and the server's settings? The same for a start and for `holdfast doctor`. */
import { completeness } from '../audit/completeness.ts'
import { coverage } from '../coverage.ts'
import type { Ports } from '../ports/index.ts'
import { type Distance, distance, kindOf } from '../store/migrations.ts'
import { serverFindings } from '../store/server.ts'

export interface Finding {
  readonly name: 'migrations' | 'audit' | 'clock' | 'server'
  /** Undefined: could not be asked, because the schema is not this program's. */
  readonly ok: boolean | undefined
  /** What is wrong, each a line or more; where all is well, one that says so. */
  readonly lines: readonly string[]
  /** What is said at a start, and does not prevent it. */
  readonly warnings: readonly string[]
}

type Asked = Pick<Ports, 'database' | 'clock' | 'config'>

/** Throws `DatabaseError` where the database cannot be asked. */
export async function soundness(ports: Asked): Promise<readonly Finding[]> {
  const schema = await schemaFinding(ports)
  const [audit, clock, server] = await Promise.all([
    schema.apart && schema.finding.ok ? auditFinding(ports, schema.apart) : auditNotAsked,
    clockFinding(ports),
    serverFinding(ports),
  ])
  return [schema.finding, audit, clock, server]
}

/** What is said of a schema that this program cannot work on; undefined where it can. */
export async function schemaFault(ports: Pick<Ports, 'database'>): Promise<string | undefined> {
  const { finding } = await schemaFinding(ports)
  return finding.ok ? undefined : finding.lines.join('\n')
}

interface SchemaFinding {
  readonly finding: Finding
  /** Undefined where nobody knows what the schema is. */
  readonly apart?: Distance
}

async function schemaFinding({ database }: Pick<Ports, 'database'>): Promise<SchemaFinding> {
  const apart = await distance(database).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'Error') return error
    throw error
  })
  if (apart instanceof Error) return { finding: found('migrations', [lowered(apart.message)]) }
  const lacking = apart.pending.filter((migration) => kindOf(migration) === 'expand').map(({ name }) => name)
  if (lacking.length > 0) {
    const what = lacking.length === 1 ? 'a migration' : `${lacking.length} migrations`
    const fault = `the database lacks ${what} (${lacking.join(', ')}). Run "holdfast migrate" first.`
    return { apart, finding: found('migrations', [fault]) }
  }
  const waits = apart.pending.map(({ name }) => name).join(', ')
  const { unknown } = apart
  const warnings = [
    ...(unknown.length > 0 ? [`ahead of this program by what only adds: ${unknown.join(', ')}`] : []),
    ...(waits ? [`once no older program runs, "holdfast migrate --contract" applies ${waits}`] : []),
  ]
  return { apart, finding: found('migrations', [], warnings.join('; ') || 'none pending', warnings) }
}

async function auditFinding({ database, config }: Asked, { covered }: Distance): Promise<Finding> {
  const gaps = await completeness(database, coverage, { session: config.mode === 'production', covered })
  return found(
    'audit',
    gaps.map((gap) => `${gap.table} ${gap.problem}`),
    'every table the app may write is captured',
  )
}

const auditNotAsked: Finding = {
  name: 'audit',
  ok: undefined,
  lines: ['not asked: the schema is not this program’s'],
  warnings: [],
}

/** Codes of authenticator apps and tokens for other services go by this machine's clock, all else by the database's. */
const skewMs = 60_000

async function clockFinding({ database, clock }: Asked): Promise<Finding> {
  const asked = clock.now()
  const now = { text: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now', params: [] }
  const [row] = await database.query(now)
  // Somewhere between question and answer, it was so late there.
  const apart = Number(row?.now) - (asked + clock.now()) / 2
  const seconds = Math.round(Math.abs(apart) / 1_000)
  if (Math.abs(apart) <= skewMs) return found('clock', [], `${seconds} s from the database's`)
  return found('clock', [
    `the clock of this machine is ${seconds} s ${apart > 0 ? 'behind' : 'ahead of'} the database's. Set both by NTP.`,
  ])
}

async function serverFinding({ database }: Asked): Promise<Finding> {
  const { faults, warnings } = await serverFindings(database)
  return found('server', faults, warnings.join('; ') || 'keeps what it acknowledges', warnings)
}

const found = (
  name: Finding['name'],
  faults: readonly string[],
  well = '',
  warnings: readonly string[] = [],
): Finding => ({ name, ok: faults.length === 0, lines: faults.length > 0 ? faults : [well], warnings })

const lowered = (sentence: string) => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
