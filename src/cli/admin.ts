/**
 * `holdfast admin create --email E [--name N] [--promote]`: the first administrator, and any after.
 * The password comes from the terminal, unseen and twice, or as one line of standard input; never from an argument,
 * which every process on the machine can read.
 */
import { parseArgs } from 'node:util'
import { createAdmin, promoteToAdmin } from '../auth/admins.ts'
import { AppError } from '../core/errors.ts'
import { email as emailSchema } from '../core/text.ts'
import { isDatabaseError } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import type { Command } from './command.ts'
import { readSecret, type Source } from './secret.ts'

export interface AdminContext {
  readonly ports: Ports
  readonly stdin: Source
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

const usage = 'Usage: holdfast admin create --email you@example.com [--name "Your Name"] [--promote]\n'

export const adminHelp = `holdfast admin create --email E [--name N] [--promote]

  Makes a verified administrator. The password is asked for at the terminal, or read as one line from
  standard input. With --promote, makes an existing account an administrator and ends its sessions.
  An embedded database is made where there is none yet; while a server runs on it, stop that first.

  Exit codes: 0 done, 1 refused, 2 wrong usage or settings.
`

export const adminCommand: Command = async (args, { config, ...terminal }) => {
  // What cannot be understood makes no database.
  if (!understood(args, terminal.stderr)) return 2
  const { open } = await import('../entry/open.ts')
  const { ensureSchema } = await import('../entry/prepare.ts')
  const { unpackSnapshot } = await import('../entry/snapshot.ts')
  const house = await open(config, () => {}, unpackSnapshot)
  try {
    await ensureSchema(house, config)
    return await administer(args, { ports: house.ports, ...terminal })
  } finally {
    await house.close()
  }
}

/** Returns the exit code: 0 done, 1 refused, 2 not understood. */
export async function administer(args: readonly string[], context: AdminContext): Promise<number> {
  const { stdout, stderr } = context
  const asked = understood(args, stderr)
  if (!asked) return 2
  try {
    const done = asked.promote
      ? await promote(context, asked.email)
      : await create(context, asked.email, asked.name)
    const stream = done.ok ? stdout : stderr
    stream.write(`${done.sentence}\n`)
    return done.ok ? 0 : 1
  } catch (error) {
    if (isDatabaseError(error) && error.code === '42P01') {
      stderr.write('The database has no tables yet. Run "holdfast migrate" first.\n')
      return 1
    }
    if (!(error instanceof AppError)) throw error
    const reasons = error.errors.map((fault) => `${fault.pointer.slice(2)}: ${fault.detail}`)
    stderr.write(`${reasons.length > 0 ? reasons.join('\n') : error.message}\n`)
    return 1
  }
}

interface Done {
  readonly ok: boolean
  readonly sentence: string
}

async function create(context: AdminContext, email: string, name: string | undefined): Promise<Done> {
  const password = await readSecret(context.stdin, context.stdout)
  if (password === undefined) return { ok: false, sentence: 'The two passwords differ. Nothing was changed.' }
  const created = await createAdmin(context.ports, { email, name, password })
  return created
    ? { ok: true, sentence: `${email} is an administrator and can log in now.` }
    : {
        ok: false,
        sentence: `${email} already has an account. To make it an administrator, add --promote. Nothing was changed.`,
      }
}

async function promote({ ports }: AdminContext, email: string): Promise<Done> {
  const result = await promoteToAdmin(ports, email)
  if (result === 'promoted')
    return { ok: true, sentence: `${email} is an administrator now. Its sessions have ended: log in anew.` }
  if (result === 'already') return { ok: true, sentence: `${email} is an administrator already.` }
  return {
    ok: false,
    sentence: `There is no account for ${email} that is verified and not disabled. Nothing was changed.`,
  }
}

/** What is asked for; otherwise says what is wrong with it. */
function understood(args: readonly string[], stderr: AdminContext['stderr']) {
  const options = parse(args)
  const email = emailSchema.safeParse(options?.email)
  if (options && email.success) return { ...options, email: email.data }
  stderr.write(
    options ? `--email: ${email.error?.issues[0]?.message ?? 'Must be an email address.'}\n` : usage,
  )
  return undefined
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        promote: { type: 'boolean', default: false },
      },
    })
    const [verb, ...rest] = positionals
    return verb === 'create' && rest.length === 0 && values.email ? values : undefined
  } catch {
    return undefined // an option we do not know
  }
}
