/** `holdfast <command>`: what an operator does. Each command is a file; this one lists them and opens what they need. */

import type { KeyPurpose } from '../core/keys.ts'
import { describeFaults, readEnvironment } from '../entry/environment.ts'
import { sentenceOf } from '../entry/sentences.ts'
import { adminCommand, adminHelp } from './admin.ts'
import { auditCommand, auditHelp } from './audit.ts'
import { backupCommand, backupHelp } from './backup.ts'
import type { Command, Terminal } from './command.ts'
import { doctorCommand, doctorHelp } from './doctor.ts'
import { drillCommand, drillHelp } from './drill.ts'
import { jobsCommand, jobsHelp } from './jobs.ts'
import { keysCommand, keysHelp } from './keys.ts'
import { migrateCommand, migrateHelp } from './migrate.ts'
import { newCommand, newHelp } from './new.ts'
import { restoreCommand, restoreHelp } from './restore.ts'

interface Listed {
  readonly run: Command
  readonly help: string
  /** Makes what it writes with keys: those that development lacks are made and kept. */
  readonly needsKeys?: boolean
  /** What KEYS must hold a key for; default all that serving takes. */
  readonly needs?: readonly KeyPurpose[]
}

const commands: Readonly<Record<string, Listed>> = {
  migrate: { run: migrateCommand, help: migrateHelp },
  admin: { run: adminCommand, help: adminHelp, needsKeys: true },
  doctor: { run: doctorCommand, help: doctorHelp },
  keys: { run: keysCommand, help: keysHelp },
  jobs: { run: jobsCommand, help: jobsHelp },
  audit: { run: auditCommand, help: auditHelp, needsKeys: true, needs: [] },
  backup: { run: backupCommand, help: backupHelp, needsKeys: true, needs: [] },
  drill: { run: drillCommand, help: drillHelp, needsKeys: true, needs: [] },
  restore: { run: restoreCommand, help: restoreHelp, needsKeys: true, needs: [] },
}

/** What a developer does, in a checkout: no setting is read for it. */
const tools: Readonly<Record<string, { readonly run: typeof newCommand; readonly help: string }>> = {
  new: { run: newCommand, help: newHelp },
}

const overview = `holdfast <command> [options]

  migrate                  bring the database to the current schema
  admin create --email E   make an administrator; the password comes from the terminal or standard input
  keys rotate              bring what is encrypted under the first key of the ring; keys list: what each key is for
  audit verify             is the log what it was, and are the rows what it says? Also audit seal, keys, retain
  jobs                     what waits, runs and is dead beside the requests; jobs list, retry, cancel
  backup                   put everything somewhere else, encrypted; now, or by a schedule
  restore                  make a backup into an empty database, whole or not at all
  drill                    restore the newest backup for a try: would it have saved us, and how fast?
  doctor                   check settings, database, cache and the completeness of the audit
  new entity NAME FIELD…   write an entity into a checkout: declaration, migration, test

  holdfast <command> --help tells more. Settings are read from the environment (see the README).
`

const terminal: Terminal = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }

process.exitCode = await main(process.argv.slice(2))

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview)
    return name === undefined ? 2 : 0
  }
  const command = commands[name]
  const tool = tools[name]
  if (!command && !tool) {
    process.stderr.write(`holdfast: there is no command '${name}'.\n\n${overview}`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write((command ?? tool)?.help ?? '')
    return 0
  }
  if (!command) return tool?.run(args, terminal) ?? 2
  const read = readEnvironment({ keep: command.needsKeys ?? false, needs: command.needs })
  if ('faults' in read) {
    if (args.includes('--json'))
      process.stdout.write(`${JSON.stringify({ ok: false, faults: read.faults })}\n`)
    else process.stderr.write(describeFaults(read.faults))
    return 2
  }
  for (const note of read.notes) process.stderr.write(`${note}\n`)
  try {
    return await command.run(args, { config: read.config, ...terminal })
  } catch (error) {
    process.stderr.write(`holdfast ${name}: ${sentenceOf(error, read.config)}\n`)
    return 1
  }
}
