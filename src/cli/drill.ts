/** `holdfast drill`: restores the newest backup into a scratch database and says whether it would have saved us, how much, and how fast. */
import { parseArgs } from 'node:util'
import { keysOf } from './audit-evidence.ts'
import { type Drilled, drill } from './backup/drill.ts'
import { writeMetrics } from './backup/metrics-file.ts'
import { everySchedule } from './backup/schedule.ts'
import type { Around, Command } from './command.ts'
import { progress } from './progress.ts'
import { toldToStop } from './told-to-stop.ts'

export const drillHelp = `holdfast drill [--vkey KEY]… [--unsigned] [--json]
holdfast drill --schedule [--vkey KEY]… [--unsigned]

  Restores the newest backup of BACKUP_TO as "holdfast restore" would, into a database of its own that goes afterwards: on the server
  of DRILL_DATABASE_URL (else that of MIGRATION_DATABASE_URL or DATABASE_URL; while it is restored there, that server's log is not
  sealed), or in a folder where the backup is of an embedded database. Then: are the rows those of the manifest, is the audit complete,
  does the app serve over it, and is the log the one that AUDIT_ANCHORS hold? It prints, and writes to BACKUP_METRICS_FILE:
  RPO, how old the backup is and how many published records are not in it; and RTO, how long it took until it served.

  --schedule   stay, and do it whenever DRILL_SCHEDULE says (cron, UTC; default 17 5 * * 0), until told to stop
  --vkey KEY   a public key of the log ("holdfast audit keys"), where KEYS holds no audit key
  --unsigned   take a backup that nobody of ours signed
  --json       one JSON object on standard output

  Exit codes: 0 all is right, 1 it is not, 2 wrong usage or settings, or an anchor did not answer.
`

const options = {
  schedule: { type: 'boolean', default: false },
  vkey: { type: 'string', multiple: true, default: [] as string[] },
  unsigned: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export const drillCommand: Command = async (args, around) => {
  const asked = read(args)
  if (!asked) {
    around.stderr.write(drillHelp)
    return 2
  }
  const { config, stdout, stderr } = around
  const verifiers = keysOf(asked.vkey, around)
  if (typeof verifiers === 'string') {
    stderr.write(`holdfast drill: ${verifiers}\n`)
    return 2
  }
  const once = async (signal: AbortSignal, screen: Around['stderr'] | undefined) => {
    const bar = progress(screen, new Map())
    const drilled = await drill(config, { verifiers, unsigned: asked.unsigned, signal, bar })
      .catch(async (error: unknown) => {
        await record(config.backup?.metricsFile, { backup_drill_success: 0 })
        throw error
      })
      .finally(() => bar.end())
    await record(config.backup?.metricsFile, metricsOf(drilled))
    return drilled
  }
  if (asked.schedule)
    return everySchedule(
      { name: 'drill', cron: config.backup?.drillSchedule ?? '17 5 * * 0' },
      around,
      async (signal) => {
        const drilled = await once(signal, undefined)
        if (!drilled.ok) throw new Error(drilled.wrong.join('; '))
        return drilled
      },
    )
  const drilled = await once(toldToStop(), asked.json ? undefined : stderr)
  if (asked.json) stdout.write(`${JSON.stringify(drilled)}\n`)
  else for (const line of linesOf(drilled)) stdout.write(`${line}\n`)
  return drilled.ok ? (drilled.away.length > 0 ? 2 : 0) : 1
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch {
    return undefined // an option we do not know
  }
}

const record = async (file: string | undefined, values: Parameters<typeof writeMetrics>[1]) => {
  if (file !== undefined) await writeMetrics(file, values)
}

const metricsOf = ({ ok, at, rpo, rtoSeconds }: Drilled) => ({
  backup_drill_success: ok ? 1 : 0,
  backup_last_verified_restore_timestamp_seconds: ok ? Math.floor(Date.parse(at) / 1_000) : undefined,
  backup_rpo_seconds: rpo.seconds,
  backup_rpo_records: rpo.records,
  backup_rto_seconds: rtoSeconds,
})

function linesOf({
  ok,
  name,
  takenAt,
  steps,
  rpo,
  rtoSeconds,
  held,
  wrong,
  away,
  opened,
  rows,
  leaves,
}: Drilled): readonly string[] {
  const lost =
    rpo.records === undefined
      ? 'no anchor says how many records'
      : `${rpo.records} records of the log that are published`
  return [
    `drilled     ${name}, of ${takenAt}`,
    ...Object.entries(steps).map(([step, seconds]) => `${step.padEnd(11)} ${seconds.toFixed(1)} s`),
    `holds       ${rows} rows, ${leaves} leaves of the log, held against ${held} heads`,
    `sealed      ${opened === undefined ? 'not opened: KEYS holds no field key here' : `${opened} values, tried with KEYS`}`,
    `RPO         ${rpo.seconds.toFixed(0)} s, ${lost}`,
    `RTO         ${rtoSeconds.toFixed(1)} s`,
    ...away.map((anchor) => `AWAY        the anchor ${anchor} did not answer`),
    ...wrong.map((sentence) => `WRONG       ${sentence}`),
    ok ? 'it would have saved us' : 'it would NOT have saved us',
  ]
}
