/** `holdfast backup`: puts everything that there is somewhere else, encrypted, and says what it put there. */
import { parseArgs } from 'node:util'
import { prune } from '../backup/keep.ts'
import { figuresOf, type Manifest, rowsIn } from '../backup/manifest.ts'
import { encryption, openVault } from '../entry/backups.ts'
import { listBackups } from './backup/list.ts'
import { loginOf } from './backup/login.ts'
import { writeMetrics } from './backup/metrics-file.ts'
import { everySchedule } from './backup/schedule.ts'
import { backUpEmbedded, backUpPostgres } from './backup/sources.ts'
import type { Around, Command } from './command.ts'
import { progress } from './progress.ts'
import { toldToStop } from './told-to-stop.ts'

export const backupHelp = `holdfast backup [--json]
holdfast backup --schedule
holdfast backup --list [--unsigned] [--json]

  Makes a backup of the database and puts it where BACKUP_TO says: a folder, or a bucket of S3. It is encrypted
  for BACKUP_RECIPIENT (age), so that who makes backups cannot read them, and has a manifest beside it: version, schema,
  rows of each table, the newest head of the audit log, SHA-256; signed under the 'backup' key of KEYS. The newest
  BACKUP_KEEP stay, older ones go. What was interrupted is not seen, and goes with the next one.
  Logs in with MIGRATION_DATABASE_URL, or DATABASE_URL where that is not set, and needs pg_dump. A login that may read everything
  is enough (pg_read_all_data). With neither, it is the embedded database in DATA_DIR, while no server has it; a
  server makes its own snapshots, once a day.
  KEYS is not in it, and without KEYS what is sealed cannot be read: keep a copy of KEYS, apart.

  --schedule   stay, and make one whenever BACKUP_SCHEDULE says (cron, UTC; default 17 3 * * *), until told to stop
  --list       what there is, the newest first
  --unsigned   list also what is not signed under a key of ours
  --json       one JSON object on standard output

  Exit codes: 0 done, 1 not done, 2 wrong usage or settings.
`

const options = {
  schedule: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  unsigned: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export const backupCommand: Command = async (args, around) => {
  const asked = read(args)
  if (!asked || (asked.schedule && asked.list) || (asked.unsigned && !asked.list)) {
    around.stderr.write(backupHelp)
    return 2
  }
  if (asked.list) return listBackups(asked, around)
  const { config, stdout } = around
  if (asked.schedule)
    return everySchedule(
      { name: 'backup', cron: config.backup?.schedule ?? '17 3 * * *' },
      around,
      (signal) =>
        backUp({ ...around, stderr: undefined }, signal).then(({ manifest, gone }) => facts(manifest, gone)),
    )
  const { manifest, gone } = await backUp(
    { config, stderr: asked.json ? undefined : around.stderr },
    toldToStop(),
  )
  if (asked.json) stdout.write(`${JSON.stringify({ ok: true, ...facts(manifest, gone) })}\n`)
  else for (const line of linesOf(manifest, gone)) stdout.write(`${line}\n`)
  return 0
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch {
    return undefined // an option we do not know
  }
}

async function backUp(
  { config, stderr }: Pick<Around, 'config'> & { readonly stderr: Around['stderr'] | undefined },
  signal: AbortSignal,
) {
  const { backup, keys, mode } = config
  const vault = await openVault(config)
  const [key] = keys.backup
  if (!key && mode === 'production')
    throw new Error(
      'KEYS holds no backup key, under which a backup is signed (kid:backup:base64 of 32 bytes).',
    )
  const bar = progress(stderr, new Map())
  try {
    const keeping = {
      ...{ vault, key, encrypt: encryption(backup), signal },
      progress: (bytes: number) => bar.reach('MiB', Math.round(bytes / 2 ** 20), 0),
    }
    const login = loginOf(config)
    const manifest = login
      ? await backUpPostgres(config, login, keeping, bar)
      : await backUpEmbedded(config, keeping)
    if (backup?.metricsFile) await writeMetrics(backup.metricsFile, figuresOf(manifest))
    const gone = await prune(vault, backup?.keep ?? 7, signal)
    return { manifest, gone }
  } finally {
    bar.end()
  }
}

const facts = (manifest: Manifest, gone: readonly string[]) => {
  const { rows, ...rest } = manifest
  return { ...rest, tables: Object.keys(rows).length, rows: rowsIn(manifest), gone }
}

function linesOf(manifest: Manifest, gone: readonly string[]): readonly string[] {
  const { name, rows, bytes, seconds, encrypted, schema, checkpoint } = manifest
  const sealed = checkpoint === null ? 'nothing sealed' : `${checkpoint.split('\n')[1]} leaves sealed`
  return [
    `${name}`,
    `holds       ${rowsIn(manifest)} rows of ${Object.keys(rows).length} tables, migrated to ${schema.name}; ${sealed}`,
    `written     ${(bytes / 2 ** 20).toFixed(1)} MiB in ${seconds.toFixed(1)} s, ${encrypted ? 'encrypted' : 'NOT encrypted'}`,
    ...(gone.length > 0 ? [`let go      ${gone.join(', ')}`] : []),
  ]
}
