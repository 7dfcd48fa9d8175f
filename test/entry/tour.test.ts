/** The tour is walked to its end on every runtime, and says what is wrong where it cannot be. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { type RunningServer, startBun, startEmbedded, startNode } from '../support/runtime.ts'
import { startWorkerd } from '../support/runtime-workerd.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

const root = new URL('../../', import.meta.url).pathname
const servers = Boolean(postgresUrl && redisUrl)

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function tour(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const all = ['--import', 'tsx', 'tour/main.ts', ...args]
    execFile(process.execPath, all, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}

const runtimes: readonly (readonly [name: string, start: () => Promise<RunningServer>, runs: boolean])[] = [
  ['the embedded default', startEmbedded, true],
  ['Node', startNode, servers],
  ['Bun', startBun, servers],
  ['workerd', startWorkerd, servers],
]

describe('the tour is walked to its end on', () => {
  const running: RunningServer[] = []
  afterAll(() => Promise.all(running.map((server) => server.stop())))

  for (const [name, start, runs] of runtimes) {
    test.skipIf(!runs)(
      name,
      async () => {
        const server = await start()
        running.push(server)
        const text = await tour('--url', server.url)
        expect(text).toMatchObject({ code: 0, stderr: '' })
        expect(text.stdout).toContain('13 steps')
        expect(text.stdout).not.toMatch(/hf_[a-z]_/)
        expect(text.stdout).not.toContain('\u001b')

        const { code, stdout } = await tour('--url', `${server.url}/`, '--json')
        expect(code).toBe(0)
        const { ok, steps } = JSON.parse(stdout)
        expect(ok).toBe(true)
        expect(steps.map(({ status }: { status: number }) => status)).toEqual([
          202, 204, 200, 201, 201, 201, 200, 412, 304, 200, 200, 204, 401,
        ])
        // Each record of the log stands beside the step that made it, and the refused and the repeated one made none.
        expect(steps[10].layers.Audit.split('\n').map((line: string) => line.slice(0, 24).trim())).toEqual([
          'step 10  invoices:issue',
          'step  7  invoices:update',
          'step  5  invoices:create',
        ])
        await server.stop()
      },
      120_000,
    )
  }
})

describe('the tour says in one line', () => {
  test('that no server is there, and how to start one', async () => {
    const { code, stderr } = await tour('--url', 'http://127.0.0.1:9')
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'tour: No server answers at http://127.0.0.1:9; start one with: npm start\n',
    })
  })

  test.each([['--url', 'nowhere'], ['--unknown'], ['--url', 'ftp://127.0.0.1']])(
    'that %s %s is no usage',
    async (...args) => {
      const { code, stderr } = await tour(...args)
      expect(code).toBe(2)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    },
  )

  test('that an answer was not as it should be', async () => {
    const stranger = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const { port } = stranger.address() as AddressInfo
    const { code, stderr, stdout } = await tour('--url', `http://127.0.0.1:${port}`)
    stranger.close()
    expect(stdout).toContain('(expected 202)')
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'tour: Expected 202, got 200.\n' })
  })

  test('how it is used', async () => {
    const { code, stdout } = await tour('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--url')
  })
})
