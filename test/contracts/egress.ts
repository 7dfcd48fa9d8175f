import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { EgressRules } from '../../src/drivers/egress/permitted.ts'
import { type Egress, isEgressError } from '../../src/ports/egress.ts'
import { openReceiver, type Receiver } from '../support/webhook-receiver.ts'

export const development: EgressRules = { plaintext: true, privateHosts: [] }
export const production: EgressRules = { plaintext: false, privateHosts: [] }

export const faultOf = (asking: Promise<unknown>): Promise<unknown> =>
  asking.catch((error: unknown) => (isEgressError(error) ? error.fault : error))

export const posting = (url: string, body = '{}') => ({
  url,
  headers: { 'content-type': 'application/json' },
  body,
})

const never = new AbortController().signal

/** Every way into our own network that an address can spell, and what is no address of a receiver. */
export const inside: readonly [string, string][] = [
  ['loopback', 'https://127.0.0.1/'],
  ['another of loopback', 'https://127.8.9.10/'],
  ['loopback as one number', 'https://2130706433/'],
  ['loopback in hex', 'https://0x7f.1/'],
  ['loopback in octal', 'https://0177.0.0.1/'],
  ['this host', 'https://0.0.0.0/'],
  ['10/8', 'https://10.1.2.3/'],
  ['172.16/12', 'https://172.31.255.255/'],
  ['192.168/16', 'https://192.168.0.1/'],
  ['link-local, the metadata of clouds', 'https://169.254.169.254/latest/meta-data'],
  ['shared space', 'https://100.64.0.1/'],
  ['benchmarking', 'https://198.18.0.1/'],
  ['multicast', 'https://224.0.0.1/'],
  ['broadcast', 'https://255.255.255.255/'],
  ['reserved', 'https://240.0.0.1/'],
  ['IPv6 loopback', 'https://[::1]/'],
  ['IPv6 unspecified', 'https://[::]/'],
  ['mapped IPv4', 'https://[::ffff:10.0.0.1]/'],
  ['mapped IPv4 that is public', 'https://[::ffff:8.8.8.8]/'],
  ['compatible IPv4', 'https://[::127.0.0.1]/'],
  ['translated IPv4', 'https://[64:ff9b::7f00:1]/'],
  ['6to4', 'https://[2002:7f00:1::]/'],
  ['Teredo', 'https://[2001:0:7f00:1::]/'],
  ['unique local', 'https://[fd00::1]/'],
  ['IPv6 link-local', 'https://[fe80::1]/'],
  ['site-local', 'https://[fec0::1]/'],
  ['IPv6 multicast', 'https://[ff02::1]/'],
  ['localhost', 'https://localhost/'],
  ['localhost with a dot', 'https://LOCALHOST./'],
  ['a name under localhost', 'https://a.localhost/'],
  ['a neighbour by mDNS', 'https://printer.local/'],
  ['an internal name', 'https://metadata.google.internal/'],
  ['a name without a domain', 'https://postgres/'],
  ['a user name', 'https://user@hook.example/'],
  ['a password', 'https://:secret@hook.example/'],
  ['another scheme', 'ftp://hook.example/'],
  ['a file', 'file:///etc/passwd'],
  ['no address', 'hook.example'],
]

export function egressContract(name: string, open: (rules: EgressRules) => Egress): void {
  describe(`the egress contract: ${name}`, () => {
    let receiver: Receiver
    beforeAll(async () => {
      receiver = await openReceiver()
    })
    afterAll(() => receiver?.close())
    beforeEach(() => {
      receiver.answer()
      receiver.received.length = 0
    })
    const allowed = () => open({ ...development, privateHosts: ['127.0.0.1'], timeoutMs: 500 })

    test('sends what it is given, once, and tells what came back', async () => {
      receiver.status(201, { 'retry-after': '7' })
      const sent = {
        ...posting(`${receiver.url}/a?b=c`, '{"é":1}'),
        headers: { 'content-type': 'text/x', 'x-a': 'b' },
      }
      expect(await allowed().post(sent, never)).toEqual({ status: 201, retryAfter: '7' })
      expect(receiver.received).toMatchObject([
        {
          method: 'POST',
          path: '/a?b=c',
          body: '{"é":1}',
          headers: { 'content-type': 'text/x', 'x-a': 'b', 'content-length': '8' },
        },
      ])
    })

    test.each([301, 302, 303, 307, 308])('goes nowhere else for a %i', async (status) => {
      receiver.status(status, { location: '/elsewhere' })
      expect(await allowed().post(posting(`${receiver.url}/first`), never)).toMatchObject({ status })
      expect(receiver.received.map(({ path }) => path)).toEqual(['/first'])
    })

    test.each(inside)('neither permits nor asks %s', async (_what, url) => {
      for (const rules of [development, production]) {
        expect(open(rules).permits(url)).toBe(false)
        expect(await faultOf(open(rules).post(posting(url), never))).toBe('refused')
      }
    })

    test.each(['https://hook.example/', 'https://8.8.8.8/', 'https://[2606:4700::1111]:8443/x?y'])(
      'permits %s',
      (url) => {
        expect(open(production).permits(url)).toBe(true)
      },
    )

    test('permits plain text in development only', () => {
      expect(open(development).permits('http://hook.example/')).toBe(true)
      expect(open(production).permits('http://hook.example/')).toBe(false)
    })

    test('waits no longer than it may', async () => {
      receiver.answer(() => {})
      expect(await faultOf(allowed().post(posting(receiver.url), never))).toBe('time')
      expect(await faultOf(allowed().post(posting(receiver.url), AbortSignal.timeout(50)))).toBe('time')
    })

    test('tells of nobody there', async () => {
      expect(await faultOf(allowed().post(posting('http://127.0.0.1:1/'), never))).toBe('unreachable')
    })

    test('takes no more than a little of an answer without end', async () => {
      const cut = new Promise<void>((resolve) => {
        receiver.answer((response) => {
          response.writeHead(200)
          const more = setInterval(() => response.write('x'.repeat(16_384)), 1)
          response.on('close', () => {
            clearInterval(more)
            resolve()
          })
        })
      })
      const patient = open({ ...development, privateHosts: ['127.0.0.1'], timeoutMs: 60_000 })
      expect(await patient.post(posting(receiver.url), never)).toMatchObject({ status: 200 })
      await cut
    })
  })
}
