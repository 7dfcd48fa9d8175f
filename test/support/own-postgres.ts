/** A Postgres of one's own, new and empty, for what must not be the server that everything else is on. */
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { freePort } from './free-port.ts'
import { type OwnProcess, startOwn } from './own-process.ts'

/** Where Debian keeps what is not on the PATH; newest first. */
const folders = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql')
      .sort((one, other) => Number(other) - Number(one))
      .map((version) => `/usr/lib/postgresql/${version}/bin`)
  : []
export const postgresPrograms = folders.find((folder) => existsSync(join(folder, 'initdb')))
if (!postgresPrograms)
  console.warn('skipped: tests that start their own Postgres, for initdb is not in /usr/lib/postgresql')

export interface OwnPostgres extends Pick<OwnProcess, 'kill' | 'pause' | 'resume' | 'isRunning'> {
  /** As its superuser. */
  url(database?: string, user?: string): string
  /** Again, on the data that it left. Does nothing where it runs. */
  start(): Promise<void>
  close(): Promise<void>
}

export interface PostgresOptions {
  /** Where its folder is made; default: the system's own for what is temporary. */
  readonly within?: string
  /** As in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** Default UTF8. */
  readonly encoding?: string
}

/** Postgres does not run as root: where we are root it runs as `postgres`. */
export async function startPostgres(given: PostgresOptions = {}): Promise<OwnPostgres> {
  const { within, settings, encoding = 'UTF8' } = given
  const programs = postgresPrograms as string
  const folder = mkdtempSync(join(within ?? tmpdir(), 'holdfast-postgres-'))
  const data = join(folder, 'data')
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined
  if (user) chownSync(folder, user.uid, user.gid)
  const options = { stdio: 'ignore', cwd: folder, ...user } as const
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(join(programs, program), args, options)
  run(
    'initdb',
    ...['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'],
    ...['-E', encoding, '--no-locale'],
  )
  const port = await freePort()
  const all = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: folder },
    ...settings,
  }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const begin = () => startOwn(join(programs, 'postgres'), ['-D', data, ...args], options)
  const url = (database = 'postgres', name = 'postgres') => `postgres://${name}@127.0.0.1:${port}/${database}`
  let server = begin()
  await answers(url())
  return {
    url,
    isRunning: () => server.isRunning(),
    kill: () => server.kill(),
    pause: () => server.pause(),
    resume: () => server.resume(),
    async start() {
      await answers(url(), () => {
        // One whose predecessor has not quite left ends at once.
        if (!server.isRunning()) server = begin()
      })
    },
    async close() {
      server.resume()
      if (server.isRunning()) run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
      await server.ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString())

async function answers(url: string, before = () => {}): Promise<void> {
  for (let tries = 1; ; tries++) {
    before()
    const client = new Client(url)
    client.on('error', () => {})
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
