/** A Postgres of one's own, new and empty, for what must not be the server that everything else is on. */
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'

/** Where Debian keeps what is not on the PATH; newest first. */
const folders = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql')
      .sort((one, other) => Number(other) - Number(one))
      .map((version) => `/usr/lib/postgresql/${version}/bin`)
  : []
export const postgresPrograms = folders.find((folder) => existsSync(join(folder, 'initdb')))
if (!postgresPrograms)
  console.warn('skipped: tests that start their own Postgres, for initdb is not in /usr/lib/postgresql')

export interface OwnPostgres {
  /** As its superuser. */
  url(database?: string, user?: string): string
  close(): Promise<void>
}

/** Postgres does not run as root: where we are root it runs as `postgres`. */
export async function startPostgres(): Promise<OwnPostgres> {
  const programs = postgresPrograms as string
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-postgres-'))
  const data = join(folder, 'data')
  const asRoot = process.getuid?.() === 0
  if (asRoot) {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString())
    chownSync(folder, id('-u'), id('-g'))
  }
  const command = (program: string, args: readonly string[]) =>
    asRoot
      ? (['runuser', ['-u', 'postgres', '--', join(programs, program), ...args]] as const)
      : ([join(programs, program), [...args]] as const)
  const [initdb, options] = command('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'])
  execFileSync(initdb, options, { stdio: 'ignore', cwd: folder })
  const port = await freePort()
  const settings = [
    '-c',
    `port=${port}`,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${folder}`,
  ]
  const [postgres, args] = command('postgres', ['-D', data, ...settings])
  const server = spawn(postgres, args, { stdio: 'ignore', cwd: folder })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const url = (database = 'postgres', user = 'postgres') => `postgres://${user}@127.0.0.1:${port}/${database}`
  await answers(url())
  return {
    url,
    async close() {
      const [ctl, stop] = command('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])
      execFileSync(ctl, stop, { stdio: 'ignore', cwd: folder })
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

async function answers(url: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const client = new Client(url)
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
