/** `holdfast keys`: what is in the key ring, and bringing what is sealed under the first `field` key. */
import { parseArgs } from 'node:util'
import { pepperUses } from '../auth/peppers.ts'
import { keyPurposes } from '../core/keys.ts'
import { type Open, open } from '../entry/open.ts'
import { inSentences } from '../entry/sentences.ts'
import { lackingMigrations } from '../store/migrations.ts'
import type { Command } from './command.ts'
import { embeddedFolder, noneEmbeddedYet } from './embedded.ts'
import { purposeNotes } from './key-purposes.ts'
import { rotateKeys } from './keys-rotate.ts'

export const keysHelp = `holdfast keys list [--json]
holdfast keys rotate [--dry-run] [--batch N] [--json]

  list      The ring: the keys of each purpose, the first of which makes, and what each purpose needs
            before an older key may go. Of passwords: how many stand under which pepper.
  rotate    Brings every sealed value and every blind index under the first 'field' key, while the app runs.
            Stop it, or let it be killed, at any time: the next run goes on with what is left. Versions and
            times of rows stay; the audit log records each row as the system's act. Before anything is
            changed every value is opened: where a key is missing, nothing is.

  --dry-run   open everything, change nothing; exit with 1 where something is left under an older key
  --batch N   so many rows at a time, from 1 to 1000; default 100
  --json      one JSON object on standard output

  KEYS here must be the KEYS of the app, which must know the new key before this runs: see docs/keys.md.
  While a server runs on an embedded database, stop that first.

  Exit codes: 0 all is under the first key, 1 something is left or was refused, 2 wrong usage or settings.
`

export const keysCommand: Command = async (args, around) => {
  const asked = read(args)
  if (!asked) {
    around.stderr.write(keysHelp)
    return 2
  }
  const { config } = around
  if (config.database.driver === 'pglite' && noneEmbeddedYet(config))
    throw new Error(`there is no database in ${embeddedFolder(config)} yet; the first "npm start" makes it`)
  const house = await open(config, () => {})
  try {
    const pending = await inSentences(config, 'DATABASE_URL', () => lackingMigrations(house.ports.database))
    if (pending.length > 0) throw new Error('the database lacks migrations. Run "holdfast migrate" first.')
    return asked.verb === 'list'
      ? await list(house, asked.json, around.stdout)
      : await rotateKeys(house.ports, asked, around)
  } finally {
    await house.close()
  }
}

function read(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        batch: { type: 'string', default: '100' },
        json: { type: 'boolean', default: false },
      },
    })
    const [verb, ...rest] = positionals
    const { 'dry-run': dryRun, json } = values
    const batch = /^\d{1,4}$/.test(values.batch) ? Number(values.batch) : 0
    if (rest.length > 0 || batch < 1 || batch > 1000) return undefined
    if (verb === 'rotate') return { verb, dryRun, json, batch } as const
    return verb === 'list' && !dryRun ? ({ verb, json } as const) : undefined
  } catch {
    return undefined // an option we do not know
  }
}

async function list(
  { ports }: Open,
  json: boolean,
  stdout: { write(text: string): unknown },
): Promise<number> {
  const { keys } = ports.config
  const passwords = await pepperUses(ports)
  const ring = keyPurposes.map((purpose) => ({
    purpose,
    keys: keys[purpose].map(({ kid }) => kid),
    ...purposeNotes[purpose],
  }))
  if (json) {
    stdout.write(`${JSON.stringify({ ring, passwords })}\n`)
    return 0
  }
  for (const { purpose, keys, makes, rotation } of ring)
    stdout.write(
      `${purpose.padEnd(7)} ${keys.join(', ')}\n        makes ${makes}\n        to rotate: ${rotation}\n`,
    )
  for (const { kid, passwords: count } of passwords)
    stdout.write(
      `${count} password${count === 1 ? '' : 's'} under the pepper ${kid ?? 'of nobody: no hash of ours'}\n`,
    )
  return 0
}
