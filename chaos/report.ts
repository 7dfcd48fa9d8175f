/** What came of it, as a document and as a table. */
import type { Controlled } from './controls/controls.ts'
import type { Finding } from './history.ts'
import type { Ran } from './run.ts'

export interface TopologyReport {
  readonly topology: string
  readonly seconds: number
  readonly acknowledged: number
  /** Asked once, without a key, and not answered. */
  readonly unknown: number
  readonly requests: number
  /** Asked again, until there was an answer. */
  readonly repeated: number
  /** Answered with what an earlier request with the same key had come to. */
  readonly replayed: number
  readonly faults: number
  readonly faultsByName: Readonly<Record<string, number>>
  /** Of all times that something was broken, those in which a client felt it: 0 to 1. */
  readonly hurt: number
  readonly sessions: Readonly<Record<'ended' | 'usedAfter' | 'acceptedWithinTheBound', number>>
  readonly webhooks: Readonly<Record<'events' | 'requests' | 'waiting', number>>
  readonly slowestRecoveryMs: number
  readonly slowestAnswerMs: number
  readonly lacks: readonly string[]
  readonly findings: readonly Finding[]
}

export interface Report {
  /** Nothing was found that ought not to be, and the controls were noticed. */
  readonly ok: boolean
  readonly seed: number
  readonly skipped: readonly string[]
  readonly topologies: readonly TopologyReport[]
  readonly controls: readonly Controlled[]
}

export function reportOf(
  seed: number,
  ran: ReadonlyMap<string, Ran>,
  skipped: readonly string[],
  controls: readonly Controlled[],
): Report {
  const found = [...ran.values()].some(({ history }) => history.findings.length > 0)
  return {
    ok: !found && controls.every(({ passed }) => passed),
    seed,
    skipped,
    controls,
    topologies: [...ran].map(([topology, { history, lacks, seconds }]) => {
      const names = history.broken.flatMap(({ faults }) => faults)
      return {
        ...{ topology, seconds: Math.round(seconds), acknowledged: history.acknowledged() },
        unknown: history.unknown.length,
        requests: history.counts.asked,
        repeated: history.counts.repeated,
        replayed: history.counts.replayed,
        faults: names.length,
        faultsByName: tally(names),
        hurt: history.broken.filter(({ hurt }) => hurt > 0).length / Math.max(1, history.broken.length),
        sessions: {
          ended: history.counts.revocations,
          usedAfter: history.counts.usesAfter,
          acceptedWithinTheBound: history.counts.acceptedLate,
        },
        webhooks: {
          events: history.toTell.size,
          requests: history.counts.told,
          waiting: history.counts.waiting,
        },
        slowestRecoveryMs: Math.round(Math.max(0, ...history.broken.map((one) => one.recoveredMs ?? 0))),
        slowestAnswerMs: Math.round(history.counts.slowestMs),
        lacks,
        findings: history.findings,
      }
    }),
  }
}

const columns: readonly (readonly [string, (one: TopologyReport) => string | number])[] = [
  ['topology', (one) => one.topology],
  ['seconds', (one) => one.seconds],
  ['acknowledged', (one) => one.acknowledged],
  ['unknown', (one) => one.unknown],
  ['repeated', (one) => one.repeated],
  ['replayed', (one) => one.replayed],
  ['faults', (one) => one.faults],
  ['hurt', (one) => `${Math.round(100 * one.hurt)} %`],
  ['recovery', (one) => `${(one.slowestRecoveryMs / 1_000).toFixed(1)} s`],
  ['sessions', (one) => `${one.sessions.ended}/${one.sessions.acceptedWithinTheBound}`],
  ['webhooks', (one) => `${one.webhooks.events}/${one.webhooks.waiting}`],
  ['findings', (one) => one.findings.length],
]

/** Examples of a finding; all of them are in the document. */
const shown = 3

export function linesOf({ seed, skipped, topologies, controls }: Report): readonly string[] {
  const cells = [
    columns.map(([name]) => name),
    ...topologies.map((one) => columns.map(([, of]) => String(of(one)))),
  ]
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)))
  return [
    ...(topologies.length > 0 ? cells : []).map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    ),
    '',
    ...topologies.map(({ topology, faultsByName }) => {
      const parts = Object.entries(faultsByName).map(([name, count]) => `${count} ${name}`)
      return `${topology}: ${parts.join(', ') || 'nothing was broken'}`
    }),
    ...topologies.flatMap(({ topology, lacks }) => lacks.map((lack) => `${topology}: without ${lack}`)),
    ...skipped.map((one) => `skipped: ${one}`),
    ...topologies.flatMap(findingLines),
    ...controlLines(controls),
    `seed ${seed}`,
  ]
}

function controlLines(done: readonly Controlled[]): readonly string[] {
  return done.map(({ name, what, passed, noticed }) => {
    const by = Object.entries(noticed).map(([checker, count]) => `${count} ${checker}`)
    return `${name.padEnd(10)} ${passed ? 'passed' : 'FAILED'}: ${what}; noticed: ${by.join(', ') || 'nothing'}`
  })
}

function findingLines({ topology, findings }: TopologyReport): readonly string[] {
  return Object.entries(tally(findings.map(({ checker }) => checker))).flatMap(([checker, count]) => {
    const examples = findings.filter((one) => one.checker === checker).slice(0, shown)
    return [`${topology}: ${count} ${checker}`, ...examples.map(({ what }) => `  ${what}`)]
  })
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
