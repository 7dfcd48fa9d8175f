import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { environmentLines, parseBridgeSettings } from '../../bridge/settings.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>
  /** The lines it printed to point others at it. */
  started(): Promise<Record<string, string>>
}

describe('npm run bridge', () => {
  const children = new Set<ChildProcess>()
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL')
    children.clear()
  })

  function run(environment: Record<string, string>, ...args: string[]): Run {
    const env = { PATH: process.env.PATH ?? '', ...environment }
    const child = spawn(process.execPath, ['--import', 'tsx', 'bridge/main.ts', ...args], { cwd: root, env })
    children.add(child)
    const said = { stdout: '', stderr: '' }
    child.stdout?.on('data', (chunk) => (said.stdout += chunk))
    child.stderr?.on('data', (chunk) => (said.stderr += chunk))
    const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      child.on('close', (code) => resolve({ code, ...said }))
    })
    return {
      child,
      ended,
      async started() {
        await expect
          .poll(() => said.stdout + said.stderr, { timeout: 25_000 })
          .toMatch(/REST_TOKEN=.*\n|bridge: /)
        return Object.fromEntries(
          said.stdout
            .trim()
            .split('\n')
            .map((line) => line.split(/=(.*)/s).slice(0, 2)),
        )
      },
    }
  }

  test('explains itself', async () => {
    const { code, stdout, stderr } = await run({}, '--help').ended
    expect([code, stderr]).toEqual([0, ''])
    for (const name of [
      'BRIDGE_HOST',
      'BRIDGE_PORT',
      'BRIDGE_TOKEN',
      'DATABASE_URL',
      'DATA_DIR',
      'REDIS_URL',
    ]) {
      expect(stdout).toContain(name)
    }
  })

  test('takes no options: one that was meant as a setting is not passed over', async () => {
    const { code, stdout, stderr } = await run({}, '--port', '9000').ended
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^bridge: there is no option --port; .+\n$/)
  })

  test('keeps its own folder, prints what to set, answers, and ends when asked', {
    timeout: 120_000,
  }, async () => {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'bridge-'))
    const settings = { DATA_DIR, BRIDGE_PORT: '0' }
    for (const expected of ['0', '1']) {
      const bridge = run(settings)
      const lines = await bridge.started()
      expect(Object.keys(lines)).toEqual([
        ...['DATABASE_URL', 'NEON_HTTP_URL', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
      ])
      const ask = async (text: string) => {
        const init = { method: 'POST', headers: { 'neon-connection-string': lines.DATABASE_URL ?? '' } }
        const answer = await fetch(lines.NEON_HTTP_URL ?? '', {
          ...init,
          body: JSON.stringify({ query: text }),
        })
        return (await answer.json()).rows
      }
      // The schema is there, and what one run kept the next one finds.
      await ask('create table if not exists bridge_kept (x int)')
      expect(await ask('select count(*) as n from bridge_kept')).toEqual([{ n: expected }])
      expect(await ask(`select to_regclass('audit_logs') is not null as there`)).toEqual([{ there: true }])
      await ask('insert into bridge_kept values (1)')
      const second = run(settings)
      expect(await second.ended).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^bridge: .* in use .*\n$/),
      })
      bridge.child.kill('SIGTERM')
      expect(await bridge.ended).toMatchObject({ code: 0, stderr: '' })
    }
    await rm(DATA_DIR, { recursive: true })
  })

  test.skipIf(!postgresUrl || !redisUrl)(
    'says in one line that its port is taken, and by whom to help',
    async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      const { port } = server.address() as { port: number }
      const settings = {
        DATABASE_URL: postgresUrl ?? '',
        REDIS_URL: redisUrl ?? '',
        BRIDGE_PORT: String(port),
      }
      const { code, stdout, stderr } = await run(settings).ended
      server.close()
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toBe(`bridge: 127.0.0.1:${port} is taken; choose another with BRIDGE_PORT=${port + 1}\n`)
    },
  )

  test('says in one line that it cannot connect', async () => {
    const { code, stderr } = await run({ DATABASE_URL: 'postgres://app:hush@127.0.0.1:1/x' }).ended
    expect(code).toBe(1)
    expect(stderr).toBe('bridge: Postgres at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1\n')
  })
})

describe('the settings of the bridge', () => {
  test('have a default each', () => {
    expect(parseBridgeSettings({ BRIDGE_HOST: '', PATH: '/bin' })).toEqual({ host: '127.0.0.1', port: 8787 })
  })

  test.each<[environment: Record<string, string>, fault: string]>([
    [{ BRIDGE_PORT: 'x' }, 'BRIDGE_PORT must be a port, like 8787'],
    [{ BRIDGE_PORT: '65536' }, 'BRIDGE_PORT must be a port, like 8787'],
    [{ BRIDGE_TOKEN: 'short' }, 'BRIDGE_TOKEN must have at least 16 characters'],
    [
      { DATABASE_URL: 'mysql://x' },
      'DATABASE_URL must look like postgres://app:secret@127.0.0.1:5432/holdfast',
    ],
    [{ REDIS_URL: 'localhost' }, 'REDIS_URL must look like redis://127.0.0.1:6379'],
    [
      { BRIDGE_HOST: '0.0.0.0' },
      'BRIDGE_TOKEN is required when BRIDGE_HOST is not loopback; at least 16 characters',
    ],
  ])('%j: %s', (environment, fault) => {
    expect(parseBridgeSettings(environment)).toEqual({ faults: [fault] })
  })

  test('name all faults at once', () => {
    const settings = parseBridgeSettings({ BRIDGE_HOST: '0.0.0.0', BRIDGE_PORT: '-1', REDIS_URL: 'x' })
    expect('faults' in settings && settings.faults.map((fault) => fault.split(' ')[0])).toEqual([
      ...['BRIDGE_PORT', 'REDIS_URL', 'BRIDGE_TOKEN'],
    ])
  })

  test('tell what to set, and never a token that was given', () => {
    const given = parseBridgeSettings({
      BRIDGE_TOKEN: 'x'.repeat(16),
      DATABASE_URL: 'postgres://app:hush@db/shop',
    })
    if ('faults' in given) throw new Error(given.faults.join())
    expect(environmentLines(given, { url: 'http://127.0.0.1:1', token: 'x'.repeat(16) })).toEqual([
      'DATABASE_URL=postgres://app:$BRIDGE_TOKEN@localhost/shop',
      'NEON_HTTP_URL=http://127.0.0.1:1/sql',
      'UPSTASH_REDIS_REST_URL=http://127.0.0.1:1',
      'UPSTASH_REDIS_REST_TOKEN=$BRIDGE_TOKEN',
    ])
  })
})
