/** A Redis of one's own, that is killed, stopped, filled up and told to take no writes. It keeps nothing on a disk. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'
import { freePort } from '../../test/support/free-port.ts'
import { type OwnProcess, startOwn } from '../../test/support/own-process.ts'

export interface OwnRedis extends Pick<OwnProcess, 'kill' | 'pause' | 'resume'> {
  readonly url: string
  /** Again, with nothing in it. Does nothing where it runs. */
  start(): Promise<void>
  /** One command, past every link. */
  tell(...command: readonly string[]): Promise<unknown>
  close(): Promise<void>
}

export async function startRedis(): Promise<OwnRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-redis-'))
  const port = await freePort()
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
    ...['--save', '', '--appendonly', 'no', '--repl-ping-replica-period', '1'],
  ]
  const begin = () => startOwn('redis-server', args, { cwd: folder })
  const url = `redis://127.0.0.1:${port}`
  let server = begin()

  async function tell(...command: readonly string[]) {
    const client = createClient({ url, socket: { reconnectStrategy: false } })
    client.on('error', () => {})
    await client.connect()
    try {
      return await client.sendCommand([...command])
    } finally {
      client.destroy()
    }
  }

  async function answers() {
    for (let tries = 1; ; tries++) {
      try {
        return void (await tell('PING'))
      } catch (cause) {
        if (tries === 100) throw new Error('The Redis of this run does not answer.', { cause })
        await sleep(50)
      }
    }
  }

  await answers()
  return {
    url,
    tell,
    kill: () => server.kill(),
    pause: () => server.pause(),
    resume: () => server.resume(),
    async start() {
      if (!server.isRunning()) server = begin()
      await answers()
    },
    async close() {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
