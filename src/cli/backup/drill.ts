/** One drill, step by step: each is timed, and what is wrong is gathered rather than stopped at. */
import type { Verifier } from '../../audit/tree/note.ts'
import { type Manifest, rowsIn } from '../../backup/manifest.ts'
import { manifestOf, verifyContent } from '../../backup/take.ts'
import type { Config } from '../../core/config.ts'
import { decryption, openVault } from '../../entry/backups.ts'
import { open } from '../../entry/open.ts'
import type { Bar } from '../progress.ts'
import { loginOf } from './login.ts'
import { replaceEmbedded } from './restore-embedded.ts'
import { restorePostgres } from './restore-postgres.ts'
import { scratchFor } from './scratch.ts'
import { openAll, smoke, withKeys } from './smoke.ts'
import { treeOf } from './tree.ts'

export interface Drilled {
  readonly ok: boolean
  readonly name: string
  readonly takenAt: string
  readonly at: string
  /** Seconds of each. */
  readonly steps: Readonly<Record<string, number>>
  readonly rpo: { readonly seconds: number; readonly records: number | undefined }
  readonly rtoSeconds: number
  readonly rows: number
  readonly leaves: number
  /** Heads of the log that it was held against. */
  readonly held: number
  readonly asked: readonly string[]
  /** Sealed values that KEYS could be tried on; undefined: it holds no field key here. */
  readonly opened: number | undefined
  readonly away: readonly string[]
  readonly wrong: readonly string[]
}

export interface DrillAsked {
  readonly verifiers: readonly Verifier[]
  readonly unsigned: boolean
  readonly signal: AbortSignal
  readonly bar: Bar
}

/** Throws a sentence where the backup is refused, or cannot be restored at all. The scratch database goes, whatever happens. */
export async function drill(
  config: Config,
  { verifiers, unsigned, signal, bar }: DrillAsked,
): Promise<Drilled> {
  const steps: Record<string, number> = {}
  const begun = performance.now()
  const timed = async <T>(step: string, act: () => Promise<T>): Promise<T> => {
    const from = performance.now()
    const result = await act()
    steps[step] = (performance.now() - from) / 1_000
    return result
  }
  const vault = await openVault(config)
  const manifest = await manifestOf(vault, undefined, { keys: config.keys.backup, unsigned }, signal)
  const decrypt = await decryption(config.backup)
  const taking = (step: string) => ({
    ...{ vault, signal, decrypt },
    progress: (bytes: number) =>
      bar.reach(step, Math.round(bytes / 2 ** 20), Math.round(manifest.bytes / 2 ** 20)),
  })
  await timed('verified', () => verifyContent(manifest, taking('verified, MiB')))
  const scratch = await scratchFor(config, serverFor(config, manifest))
  try {
    const restored = await timed('restored', () =>
      scratch.url === undefined
        ? replaceEmbedded(scratch.config, manifest, taking('restored, MiB'), false)
        : restorePostgres(scratch.url, manifest, taking('restored, MiB')),
    )
    const house = await open(withKeys(scratch.config), () => {})
    try {
      const seen = await timed('served', () => smoke(house.ports, manifest.checkpoint))
      const rtoSeconds = (performance.now() - begun) / 1_000
      const asked = { verifiers, checkpoint: manifest.checkpoint, progress: bar.reach }
      const tree = await timed('log', () => treeOf(house.ports, config, asked))
      const hasKeys = config.keys.field.length > 0
      const sealed = hasKeys ? await timed('opened', () => openAll(house.ports)) : undefined
      const wrong = [
        ...restored.pending.map(
          (name) => `the migration ${name} is pending: this program is newer than the backup`,
        ),
        ...restored.gaps.map((gap) => `the audit is not complete: ${gap}`),
        ...seen.wrong,
        ...(sealed?.wrong ?? []),
        ...Object.entries(tree.counts).map(([kind, count]) => `the log: ${kind}, ${count}`),
        ...tree.missing,
      ]
      const at = new Date().toISOString()
      const rpo = { seconds: (Date.now() - Date.parse(manifest.takenAt)) / 1_000, records: tree.lostRecords }
      const { name, takenAt } = manifest
      return {
        ...{ ok: wrong.length === 0, name, takenAt, at, steps, rpo, rtoSeconds, wrong, away: tree.away },
        rows: rowsIn(manifest),
        ...{ leaves: tree.size, held: tree.held, asked: seen.asked, opened: sealed?.values },
      }
    } finally {
      await house.close()
    }
  } finally {
    await scratch.drop()
  }
}

function serverFor(config: Config, { kind, name }: Manifest): string | undefined {
  if (kind === 'embedded') return undefined
  const url = config.backup?.drillDatabaseUrl ?? loginOf(config)?.url
  if (url === undefined)
    throw new Error(
      `the backup ${name} is of a Postgres: DRILL_DATABASE_URL must name a server on which a database may be made.`,
    )
  return url
}
