/** `holdfast doctor`: is everything as it must be? Each check is one line; the exit code says whether all passed. */
import { parseArgs } from 'node:util'
import { unsealedSeconds } from '../audit/seal/unsealed.ts'
import { alarmSeconds } from '../audit/state.ts'
import type { Config } from '../core/config.ts'
import { type Open, open } from '../entry/open.ts'
import { reach } from '../entry/prepare.ts'
import { inSentences, sentenceOf } from '../entry/sentences.ts'
import { soundness } from '../entry/soundness.ts'
import type { Command } from './command.ts'
import { embeddedFolder, noneEmbeddedYet } from './embedded.ts'

export const doctorHelp = `holdfast doctor [--json]

  Checks the settings, the database, its migrations, the completeness of the audit, the clock, what the server
  does with what it acknowledges, sealing, and the cache: all that a start checks, and more.
  Changes nothing. While a server runs on an embedded database, ask its /readyz instead.

  --json    one JSON object on standard output

  Exit codes: 0 all well, 1 something is wrong, 2 wrong usage or settings.
`

interface Check {
  readonly name: string
  /** Undefined: could not be asked, because of another one. */
  readonly ok: boolean | undefined
  readonly detail: string
}

export const doctorCommand: Command = async (args, { config, stdout, stderr }) => {
  const options = read(args)
  if (!options) {
    stderr.write(doctorHelp)
    return 2
  }
  const checks = await examine(config)
  const ok = checks.every((check) => check.ok)
  if (options.json) stdout.write(`${JSON.stringify({ ok, checks })}\n`)
  else for (const check of checks) stdout.write(`${lineOf(check)}\n`)
  return ok ? 0 : 1
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } }).values
  } catch {
    return undefined // an option we do not know
  }
}

const words = { true: 'ok', false: 'WRONG', undefined: '-' }
const lineOf = ({ name, ok, detail }: Check) => `${words[`${ok}`].padEnd(6)} ${name.padEnd(11)} ${detail}`

async function examine(config: Config): Promise<readonly Check[]> {
  const { mode, database, redis, mail } = config
  const settings = `${mode}, ${database.driver}, ${redis.driver}, mail by ${mail.driver}`
  const checks: Check[] = [{ name: 'settings', ok: true, detail: settings }]
  try {
    const house = await openExisting(config)
    await examineHouse(house, checks).finally(() => house.close())
  } catch (error) {
    checks.push({ name: 'database', ok: false, detail: sentenceOf(error, config) })
  }
  return checks
}

/** A doctor makes no database. */
async function openExisting(config: Config): Promise<Open> {
  if (config.database.driver === 'pglite' && noneEmbeddedYet(config))
    throw new Error(`there is none in ${embeddedFolder(config)} yet; the first "npm start" makes it`)
  return open(config, () => {})
}

async function examineHouse({ ports }: Open, checks: Check[]): Promise<void> {
  const { config, database, cache } = ports
  const check = async (name: string, test: () => Promise<string>) => {
    const result = await test().then(
      (detail) => ({ ok: true, detail }),
      (error: unknown) => ({ ok: false, detail: messageOf(error) }),
    )
    checks.push({ name, ...result })
    return result.ok
  }
  const skip = (name: string, detail: string) => checks.push({ name, ok: undefined, detail })

  const reached = await check('database', async () => {
    const one = { text: 'select 1', params: [] }
    await inSentences(config, 'DATABASE_URL', () => database.query(one))
    return 'reached'
  })
  const findings = reached ? await inSentences(config, 'DATABASE_URL', () => soundness(ports)) : []
  for (const { name, ok, lines } of findings) checks.push({ name, ok, detail: lines.join('; ') })
  const migrated = findings.some(({ name, ok }) => name === 'migrations' && ok)
  if (!reached) {
    skip('migrations', 'not asked: the database is away')
    skip('audit', 'not asked: the schema is not this program’s')
    for (const name of ['clock', 'server']) skip(name, 'not asked: the database is away')
  }
  if (!migrated) skip('sealing', 'not asked: the schema is not this program’s')
  else
    await check('sealing', async () => {
      const seconds = await unsealedSeconds(database, AbortSignal.timeout(10_000))
      const age = `the oldest unsealed record is ${Math.round(seconds)} s old`
      if (seconds > alarmSeconds) throw new Error(`${age}: does "holdfast audit seal" run?`)
      return seconds === 0 ? 'every record is sealed' : age
    })
  await check('cache', async () => {
    await reach(cache)
    return 'reached'
  })
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
