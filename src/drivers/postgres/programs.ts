/** Postgres' own programs (pg_dump, pg_restore, psql), started with what a URL says. A password travels in the environment, which nobody else sees. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

export type Program = 'pg_dump' | 'pg_restore' | 'psql'

export interface Tool {
  readonly name: Program
  /** Major and minor as it says them: `17.6`. */
  readonly version: string
  readonly major: number
}

/** Throws a sentence where it is not installed. */
export async function tool(name: Program): Promise<Tool> {
  const { stdout } = await promisify(execFile)(name, ['--version']).catch(() => {
    throw new Error(
      `${name} is not installed here. Install the client programs of Postgres (Debian: postgresql-client, Alpine: postgresql17-client).`,
    )
  })
  const version = /(\d+(\.\d+)*)/.exec(stdout)?.[1] ?? ''
  return { name, version, major: Number.parseInt(version, 10) }
}

const variables: Readonly<Record<string, string>> = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  host: 'PGHOST',
}

/** What libpq reads instead of a URL. It must find a root certificate by itself where it is to verify (`system`, from 16 on). */
export function connectionOf(url: string, { major }: Tool): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const given = [...searchParams].flatMap(([name, value]) =>
    variables[name] ? [[variables[name], value]] : [],
  )
  const verifies = searchParams.get('sslmode') === 'verify-full' && !searchParams.has('sslrootcert')
  return {
    PGHOST: hostname.replace(/^\[(.*)\]$/, '$1'),
    PGPORT: port || '5432',
    ...(username && { PGUSER: decodeURIComponent(username) }),
    ...(password && { PGPASSWORD: decodeURIComponent(password) }),
    PGDATABASE: decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username),
    ...(verifies && major >= 16 && { PGSSLROOTCERT: 'system' }),
    ...Object.fromEntries(given),
    PGAPPNAME: 'holdfast backup',
    PGCONNECT_TIMEOUT: '10',
  }
}

export interface Running {
  readonly child: ChildProcess
  /** Throws what it said last where it did not do it; the signal ends it. */
  readonly ended: Promise<void>
}

/** Its environment is what `connectionOf` says, and where programs are found. */
export function run(
  { name }: Tool,
  args: readonly string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Running {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(name, args, {
    env: { PATH, HOME, LC_ALL: 'C', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    signal,
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4_000)
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killed) =>
      code === 0
        ? resolve()
        : reject(new Error(`${name} did not do it (${code ?? killed}): ${lastOf(said)}`)),
    )
  })
  // Whoever reads its output first may fail first; the reason is asked for afterwards.
  ended.catch(() => {})
  return { child, ended }
}

/** Messages of Postgres name tables and roles. What a row holds stands in DETAIL and CONTEXT, which are left out. */
const lastOf = (said: string) =>
  said
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(DETAIL|CONTEXT|HINT|LINE|Command was|\s)/.test(line))
    .slice(-2)
    .join('; ')
    .slice(0, 500)
