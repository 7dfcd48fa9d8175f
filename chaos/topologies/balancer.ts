/** haproxy in front of several instances. It asks each whether it can serve, and repeats what it could not hand over. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../test/support/free-port.ts'
import { startOwn } from '../../test/support/own-process.ts'

const program = ['/usr/sbin/haproxy', '/usr/bin/haproxy', '/usr/local/sbin/haproxy'].find(existsSync)

/** Why there can be no pair; undefined where there can. */
export const withoutBalancer = program ? undefined : 'haproxy is not installed'

export interface Balancer {
  readonly url: string
  close(): Promise<void>
}

/** What was handed over is never sent again: only who asked knows whether that is safe. */
const configuration = (port: number, servers: readonly string[]) => `
defaults
  mode http
  timeout connect 500ms
  timeout client 30s
  timeout server 8s
  timeout check 1s
  retries 2
  option redispatch 1
  retry-on conn-failure
  option http-keep-alive
frontend chaos
  bind 127.0.0.1:${port}
  default_backend apps
backend apps
  balance roundrobin
  option httpchk GET /livez
  default-server inter 300ms fall 2 rise 1 on-marked-down shutdown-sessions
${servers.map((url, number) => `  server app${number} ${new URL(url).host} check`).join('\n')}
`

export async function openBalancer(servers: readonly string[], folder: string): Promise<Balancer> {
  if (!program) throw new Error(withoutBalancer)
  const port = await freePort()
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, configuration(port, servers))
  const haproxy = startOwn(program, ['-db', '-q', '-f', file], { cwd: folder })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${url}/livez`).catch(() => undefined)
    if (response?.status === 200) break
    if (tries === 100 || !haproxy.isRunning()) throw new Error('The load balancer did not become ready.')
    await sleep(50)
  }
  return { url, close: () => haproxy.kill() }
}
