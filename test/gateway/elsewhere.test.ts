/** What takes long without keeping this process busy, a hash on its own thread or somebody else's server, keeps nobody out. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { hashGate } from '../../src/auth/hash-gate.ts'
import { systemClock } from '../../src/core/clock.ts'
import { openid } from '../../src/drivers/provider/openid.ts'
import { type House, openHouse, type Person } from '../support/house.ts'

const hashesAtOnce = 2

const elsewhere = {
  'whose passwords wait to be hashed': {
    ask: (busy: House, { email }: Person) =>
      busy.send('POST', '/v1/auth/login', { email, password: 'not the password of it' }),
    hold: (until: Promise<void>) => [1, 2].map(() => hashGate(undefined, () => until, hashesAtOnce)),
    told: 401,
  },
  'whose provider does not answer yet': {
    ask: (busy: House) => busy.send('GET', '/v1/auth/oidc/mute/start'),
    hold: (until: Promise<void>) => [until.then(() => mute.hangUp())],
    told: 303,
  },
}
/** A provider that takes a connection and says nothing, until it hangs up. */
const mute = (() => {
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket.on('error', () => {})))
  return {
    listen: async () => void (await once(server.listen(0, '127.0.0.1'), 'listening')),
    close: () => server.close(),
    hangUp: () => {
      server.on('connection', (socket) => socket.destroy())
      for (const socket of sockets) socket.destroy()
    },
    provider: () =>
      openid(
        {
          kind: 'openid',
          name: 'mute',
          title: 'Mute',
          issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          clientId: 'holdfast',
          clientSecret: 'hush',
        },
        { monotonic: systemClock.monotonic, shared: true, timeoutMs: 20_000 },
      ),
  }
})()

test.each(Object.entries(elsewhere))(
  'those %s keep nobody out, though they are more than there are places',
  async (_, { ask, hold, told }) => {
    await mute.listen()
    const busy = await openHouse({
      config: { hashesAtOnce },
      wrap: (ports) => ({
        ...ports,
        load: { mayWait: true, averageWaitMs: () => 50 },
        providers: [mute.provider()],
      }),
    })
    let letGo = () => {}
    try {
      const bea = await busy.signIn()
      const read = () => busy.send('GET', '/v1/me', undefined, bea.token)
      // Until the limit is at its least.
      for (let round = 0; round < 8; round++) {
        expect((await read()).status).toBe(200)
        await new Promise((resolve) => setTimeout(resolve, 60))
      }
      const until = new Promise<void>((resolve) => {
        letGo = resolve
      })
      const held = hold(until)
      let answered = 0
      const asked = Array.from({ length: 8 }, () => ask(busy, bea).finally(() => answered++))
      await new Promise((resolve) => setTimeout(resolve, 100))
      for (let turn = 0; turn < 3; turn++) expect((await read()).status).toBe(200)
      expect(answered).toBe(0)
      letGo()
      await Promise.all(held)
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(8).fill(told))
    } finally {
      letGo()
      mute.close()
      await busy.close()
    }
  },
)
