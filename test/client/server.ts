/** The app behind a socket, for a client to talk to: over a proxy that can lose its answers. */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type ClientOptions, client } from '../../client/index.ts'
import { openProxy } from '../drivers/postgres/proxy.ts'
import { type HouseOptions, openHouse } from '../support/house.ts'

export type Behind = Awaited<ReturnType<typeof openServer>>

export async function openServer(options: HouseOptions = {}) {
  const house = await openHouse(options)
  const listening = await new Promise<{ server: ReturnType<typeof serve>; port: number }>((resolve) => {
    const server = serve(
      { port: 0, hostname: '127.0.0.1', fetch: (request) => house.answer(request) },
      ({ port }: AddressInfo) => resolve({ server, port }),
    )
  })
  const proxy = await openProxy(`http://127.0.0.1:${listening.port}`)
  return {
    house,
    proxy,
    url: proxy.url.replace(/\/$/, ''),
    /** A client of somebody new. */
    async client(more: Partial<ClientOptions> = {}) {
      const person = await house.signIn()
      return { person, api: client({ baseUrl: proxy.url, token: person.token, ...more }) }
    },
    async close() {
      await proxy.close()
      await new Promise((closed) => listening.server.close(closed))
      await house.close()
    },
  }
}
