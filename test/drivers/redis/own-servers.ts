/** Redis servers of a test's own, where `redis-server` is installed: on free ports, in a scratch folder, gone afterwards. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

export const haveRedisServer = installed()

function installed() {
  try {
    execFileSync('redis-server', ['--version'])
    execFileSync('redis-cli', ['--version'])
    return true
  } catch {
    console.warn('skipped: tests that start their own Redis, for redis-server is not on the PATH')
    return false
  }
}

export interface OwnServers {
  readonly ports: readonly number[]
  readonly urls: readonly string[]
  cli(port: number, ...args: string[]): Promise<string>
  stop(at: number): Promise<void>
  /** The same server again, with the configuration it wrote down. */
  restart(at: number): Promise<void>
  close(): Promise<void>
}

export async function openServers(count: number, ...args: string[]): Promise<OwnServers> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'))
  const ports = await freePorts(count)
  const servers = ports.map((port) => start(port, folder, args))

  async function stop(server: ChildProcess | undefined) {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }
  async function close() {
    await Promise.all(servers.map(stop))
    await rm(folder, { recursive: true, force: true })
  }

  await Promise.all(ports.map(untilItAnswers)).catch(async (error) => {
    await close()
    throw error
  })
  return {
    ports,
    urls: ports.map((port) => `redis://127.0.0.1:${port}`),
    cli,
    stop: (at) => stop(servers[at]),
    async restart(at) {
      const port = ports[at] ?? 0
      servers[at] = start(port, folder, args)
      await untilItAnswers(port)
    },
    close,
  }
}

/** Three masters that share the slots. */
export async function openCluster(): Promise<OwnServers> {
  const servers = await openServers(3, '--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no')
  try {
    const nodes = servers.ports.map((port) => `127.0.0.1:${port}`)
    await run('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-yes'])
    for (const port of servers.ports)
      while (!(await cli(port, 'cluster', 'info')).includes('cluster_state:ok')) await sleep(50)
    return servers
  } catch (error) {
    await servers.close()
    throw error
  }
}

const run = promisify(execFile)
const cli = async (port: number, ...args: string[]) =>
  (await run('redis-cli', ['-p', String(port), ...args])).stdout.trim()

function start(port: number, folder: string, args: readonly string[]) {
  const own = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  return spawn('redis-server', [...own, '--cluster-config-file', `nodes-${port}.conf`, ...args], {
    stdio: 'ignore',
  })
}

async function untilItAnswers(port: number) {
  for (let i = 0; i < 100; i++) {
    const answer = await cli(port, 'ping').catch(() => '')
    if (/PONG|NOAUTH/.test(answer)) return
    await sleep(50)
  }
  throw new Error(`the Redis on port ${port} does not answer`)
}

/** A cluster's bus listens 10,000 above, so they must be low enough. */
async function freePorts(count: number) {
  const ports: number[] = []
  for (let port = 20_000 + Math.floor(Math.random() * 20_000); ports.length < count; port++) {
    if ((await isFree(port)) && (await isFree(port + 10_000))) ports.push(port)
  }
  return ports
}

function isFree(port: number) {
  return new Promise<boolean>((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () =>
      server.close(() => resolve((server.address() as AddressInfo | null) === null)),
    )
  })
}
