/** The balancer as we ship its configuration, on ports of its own. Where haproxy is missing what needs it is skipped, and says so. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

/** Where Debian puts it is not on everybody's PATH. */
const env = { PATH: `${process.env.PATH}:/usr/sbin` }

export const noHaproxy = !hasHaproxy()
if (noHaproxy) console.warn('skipped: tests that need haproxy: install the Debian package haproxy')

function hasHaproxy(): boolean {
  try {
    execFileSync('haproxy', ['-v'], { stdio: 'ignore', env })
    return true
  } catch {
    return false
  }
}

export interface Balancer {
  readonly url: string
  /** What it noted of servers that came and went. */
  output(): string
  close(): Promise<void>
}

/** ops/haproxy.cfg in front of two instances of this machine; nothing of it is changed but the ports. */
export async function startHaproxy(ports: readonly [one: number, two: number]): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-haproxy-'))
  const port = await freePort()
  const shipped = readFileSync(new URL('../../ops/haproxy.cfg', import.meta.url), 'utf8')
  const given = [port, ...ports]
  const placed = [8080, 8081, 8082].reduce(
    (text, from, nth) => text.replace(`127.0.0.1:${from}\n`, `127.0.0.1:${given[nth]}\n`),
    shipped,
  )
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, placed)
  const child = spawn('haproxy', ['-db', '-f', file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`haproxy did not start. It printed:\n${said}`)
    await sleep(20)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => said,
    async close() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
