/** Over TLS, and on every runtime that the driver is for: the address is ours to choose, the name is the receiver's to prove. */
import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { certificateFor } from '../../support/certificate.ts'
import { openReceiver, type Receiver } from '../../support/webhook-receiver.ts'

const run = promisify(execFile)
const root = new URL('../../../', import.meta.url).pathname
const certificate = certificateFor('hook.example')
if (!certificate) console.warn('skipped: there is no openssl to make a certificate with')

describe.each(['node', 'bun'])('pinned, on %s', (runtime) => {
  let plain: Receiver
  let neighbour: Receiver
  let secure: Server
  let port = 0
  /** What was asked for over TLS: the name in the greeting, and the one in the request. */
  const names: unknown[] = []
  beforeAll(async () => {
    plain = await openReceiver()
    neighbour = await openReceiver('127.0.0.2', plain.port)
    secure = createServer({ ...certificate }, ({ socket, headers }, response) => {
      names.push((socket as TLSSocket & { servername?: unknown }).servername, headers.host)
      response.writeHead(204).end()
    })
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    port = (secure.address() as AddressInfo).port
  })
  afterAll(async () => {
    await Promise.all([plain?.close(), neighbour?.close()])
    secure?.closeAllConnections()
    secure?.close()
  })
  beforeEach(() => {
    plain.answer()
    plain.received.length = 0
    names.length = 0
  })

  async function post(url: string, addresses: string, ca = '', ...privateHosts: string[]) {
    const args = ['test/drivers/egress/post.ts', url, addresses, ca, ...privateHosts]
    const { stdout } = await run(runtime, args, { cwd: root })
    return JSON.parse(stdout)
  }

  test('connects to the address that was looked at, under the name that was asked for', async () => {
    const url = `http://hook.example:${plain.port}/a`
    expect(await post(url, '127.0.0.1', '', 'hook.example')).toBe(204)
    expect(plain.received).toMatchObject([
      {
        method: 'POST',
        path: '/a',
        body: '{}',
        headers: { host: `hook.example:${plain.port}`, 'x-from': 'here' },
      },
    ])
    expect(neighbour.received).toEqual([])
  })

  test.each(['127.0.0.1', '10.0.0.1', '::1', '8.8.8.8,127.0.0.1', 'fe80::1'])(
    'refuses a name that leads to %s',
    async (address) => {
      expect(await post(`http://hook.example:${plain.port}/`, address)).toBe('refused')
      expect(plain.received).toEqual([])
    },
  )

  test('follows no redirect', async () => {
    plain.status(302, { location: '/elsewhere' })
    expect(await post(`${plain.url}/first`, '', '', '127.0.0.1')).toBe(302)
    expect(plain.received.map(({ path }) => path)).toEqual(['/first'])
  })

  test('gives up in time', async () => {
    plain.answer(() => {})
    expect(await post(plain.url, '', '', '127.0.0.1')).toBe('time')
  })

  describe.skipIf(!certificate)('over TLS', () => {
    test('asks for the name, and takes its certificate', async () => {
      const url = `https://hook.example:${port}/`
      expect(await post(url, '127.0.0.1', certificate?.cert, 'hook.example')).toBe(204)
      expect(names).toEqual(['hook.example', `hook.example:${port}`])
    })

    test.each([
      ['a certificate of another name', 'other.example', certificate?.cert],
      ['a certificate of nobody known', 'hook.example', ''],
    ])('does not trust %s', async (_what, name, ca) => {
      expect(await post(`https://${name}:${port}/`, '127.0.0.1', ca, name)).toBe('unreachable')
      expect(names).toEqual([])
    })
  })
})
