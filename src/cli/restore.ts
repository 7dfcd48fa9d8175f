/** `holdfast restore`: a backup becomes a database again, when all of it was found to be what was put away. */
import { parseArgs } from 'node:util'
import type { Manifest } from '../backup/manifest.ts'
import { manifestOf, verifyContent } from '../backup/take.ts'
import { decryption, openVault } from '../entry/backups.ts'
import { inSentences } from '../entry/sentences.ts'
import { loginOf } from './backup/login.ts'
import { replaceEmbedded } from './backup/restore-embedded.ts'
import { refuseInhabited, restorePostgres } from './backup/restore-postgres.ts'
import type { Around, Command } from './command.ts'
import { progress } from './progress.ts'
import { toldToStop } from './told-to-stop.ts'

export const restoreHelp = `holdfast restore [NAME] [--unsigned] [--replace] [--json]

  Restores a backup of BACKUP_TO, the newest or that of this name ("holdfast backup --list"). First all of it is read: the signature
  of its manifest (KEYS), its hash, and that the identity in BACKUP_IDENTITY_FILE opens it. Only then is anything touched.
  Into Postgres, with MIGRATION_DATABASE_URL or DATABASE_URL (a superuser, or the owner of the database with CREATEROLE),
  and pg_restore and psql: the database must be empty. It happens in one transaction, at whose end the rows are counted and the log begins
  a new epoch; interrupted at any time, it leaves nothing. The old database is not touched: let DATABASE_URL name the new one at the end.
  With neither, into the embedded database in DATA_DIR, while no server has it.

  --replace    embedded: the database that is there is put aside (postgres.before-…), and stays there
  --unsigned   take a backup that nobody of ours signed, on the word of whoever can write to BACKUP_TO
  --json       one JSON object on standard output

  Exit codes: 0 restored, 1 not restored, 2 wrong usage or settings.
`

const options = {
  unsigned: { type: 'boolean', default: false },
  replace: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

interface Asked {
  readonly name: string | undefined
  readonly unsigned: boolean
  readonly replace: boolean
  readonly json: boolean
}

export const restoreCommand: Command = async (args, around) => {
  const asked = read(args)
  if (!asked) {
    around.stderr.write(restoreHelp)
    return 2
  }
  const { config, stderr } = around
  const signal = toldToStop()
  const bar = progress(asked.json ? undefined : stderr, new Map())
  const begun = performance.now()
  try {
    const vault = await openVault(config)
    const trust = { keys: config.keys.backup, unsigned: asked.unsigned }
    const manifest = await manifestOf(vault, asked.name, trust, signal)
    const login = loginOf(config)
    refuseOther(manifest, login ? 'postgres' : 'embedded')
    const taking = (step: string) => ({
      ...{ vault, signal },
      progress: (bytes: number) => bar.reach(step, mib(bytes), mib(manifest.bytes)),
    })
    const decrypt = await decryption(config.backup)
    if (login) await inSentences(config, login.setting, () => refuseInhabited(login.url))
    await verifyContent(manifest, { ...taking('verified, MiB'), decrypt })
    const restoring = { ...taking('restored, MiB'), decrypt }
    const restored = login
      ? await inSentences(config, login.setting, () => restorePostgres(login.url, manifest, restoring))
      : await replaceEmbedded(config, manifest, restoring, asked.replace)
    bar.end()
    return tell({ manifest, ...restored, seconds: (performance.now() - begun) / 1_000 }, asked, around)
  } finally {
    bar.end()
  }
}

function read(args: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [name, ...rest] = positionals
    return rest.length > 0 || (name !== undefined && !/^[\w-]+$/.test(name)) ? undefined : { ...values, name }
  } catch {
    return undefined // an option we do not know
  }
}

const mib = (bytes: number) => Math.round(bytes / 2 ** 20)

function refuseOther({ name, kind }: Manifest, here: Manifest['kind']) {
  if (kind === here) return
  const wanted =
    kind === 'postgres'
      ? 'of a Postgres: name an empty database in MIGRATION_DATABASE_URL'
      : 'of an embedded database: it is restored where neither DATABASE_URL nor MIGRATION_DATABASE_URL is set'
  throw new Error(`the backup ${name} is ${wanted}.`)
}

interface Done {
  readonly manifest: Manifest
  readonly seconds: number
  readonly pending: readonly string[]
  readonly gaps: readonly string[]
  readonly aside?: string | undefined
}

function tell(
  { manifest, seconds, pending, gaps, aside }: Done,
  { json }: Asked,
  { stdout }: Around,
): number {
  const { name, takenAt, kind } = manifest
  const ok = gaps.length === 0
  if (json) {
    stdout.write(`${JSON.stringify({ ok, name, takenAt, pending, gaps, aside, seconds })}\n`)
    return ok ? 0 : 1
  }
  stdout.write(`restored ${name}, as everything was at ${takenAt}, in ${seconds.toFixed(1)} s\n`)
  if (aside) stdout.write(`what was there before lies in ${aside}\n`)
  for (const gap of gaps) stdout.write(`WRONG  the audit is not complete: ${gap}. Do not open it.\n`)
  if (pending.length > 0) stdout.write(`${pending.length} migrations are pending: run "holdfast migrate"\n`)
  if (kind === 'postgres')
    stdout.write(
      'next: "holdfast migrate" with APP_DATABASE_PASSWORD and SEALER_DATABASE_PASSWORD gives the roles their passwords; "holdfast audit verify" holds it against the anchors; docs/backups.md has the rest\n',
    )
  return ok ? 0 : 1
}
