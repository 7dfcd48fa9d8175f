import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinned } from '../../../src/drivers/egress/pinned.ts'
import { development, egressContract, faultOf, posting, production } from '../../contracts/egress.ts'
import { openReceiver, type Receiver } from '../../support/webhook-receiver.ts'

egressContract('pinned', pinned)

describe('pinned', () => {
  const never = new AbortController().signal
  let receiver: Receiver
  let neighbour: Receiver
  beforeAll(async () => {
    receiver = await openReceiver()
    // The same port of another address: where a name that was looked up twice would lead.
    neighbour = await openReceiver('127.0.0.2', receiver.port)
  })
  afterAll(() => Promise.all([receiver?.close(), neighbour?.close()]))

  const came = () => [receiver, neighbour].flatMap(({ received }) => received)

  test.each<[string, readonly string[]]>([
    ['loopback', ['127.0.0.1']],
    ['IPv6 loopback', ['::1']],
    ['a private network', ['10.0.0.7']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['shared space', ['100.100.100.200']],
    ['a unique local address', ['fd12:3456::1']],
    ['a link-local address with its zone', ['fe80::1%eth0']],
    ['mapped IPv4', ['::ffff:127.0.0.1']],
    ['mapped IPv4 in hex', ['::ffff:7f00:1']],
    ['multicast', ['239.1.1.1']],
    ['a public address and a private one', ['8.8.8.8', '127.0.0.1']],
    ['no address', ['not an address']],
    ['nothing', []],
  ])('refuses a name that leads to %s', async (_what, addresses) => {
    const egress = pinned({ ...development, resolve: async () => addresses })
    const url = `http://hook.example:${receiver.port}/`
    expect(egress.permits(url)).toBe(true)
    expect(await faultOf(egress.post(posting(url), never))).toBe('refused')
    expect(came()).toEqual([])
  })

  test('looks a name up once, and connects to the address that it looked at, whatever the name leads to then', async () => {
    const answers = ['127.0.0.1', '127.0.0.2']
    const asked: string[] = []
    const resolve = async (name: string) => {
      asked.push(name)
      return [answers.shift() ?? '127.0.0.2']
    }
    const egress = pinned({ ...development, privateHosts: ['rebinding.example'], resolve })
    expect(await egress.post(posting(`http://rebinding.example:${receiver.port}/`), never)).toMatchObject({
      status: 204,
    })
    expect(asked).toEqual(['rebinding.example'])
    expect(neighbour.received).toEqual([])
    expect(receiver.received.map(({ headers }) => headers.host)).toEqual([
      `rebinding.example:${receiver.port}`,
    ])
  })

  test('does not wait for a resolver that hangs', async () => {
    const egress = pinned({ ...production, timeoutMs: 50, resolve: () => new Promise(() => {}) })
    expect(await faultOf(egress.post(posting('https://hook.example/'), never))).toBe('time')
  })

  test('tells of a name that leads nowhere', async () => {
    const egress = pinned({ ...production, resolve: () => Promise.reject(new Error('ENOTFOUND')) })
    expect(await faultOf(egress.post(posting('https://hook.example/'), never))).toBe('unreachable')
  })
})
