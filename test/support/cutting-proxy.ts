/**
 * A TCP proxy that cuts connections in the middle of their work: what a client sends is lost before it arrives, or it arrives,
 * takes effect, and the answer to it is lost. Which, and how often, is a matter of chance.
 */
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

export interface CuttingProxy extends TcpProxy {
  /** How often what is sent is cut, from now on: 0 to 1. */
  cut(share: number): void
  readonly cuts: { before: number; after: number; none: number }
}

/** The first `greetings` chunks of a connection always pass: it is what is asked on it that is cut, not its opening. */
export async function cuttingProxy(target: string, greetings = 0): Promise<CuttingProxy> {
  const cuts = { before: 0, after: 0, none: 0 }
  let share = 0
  const proxy = await tcpProxy(target, ({ client, upstream, end }) => {
    let heard = 0
    let losing = false
    client.on('data', (bytes) => {
      const chance = heard++ < greetings ? 1 : Math.random()
      if (chance < share / 2) {
        cuts.before++
        return end()
      }
      losing = chance < share
      cuts[losing ? 'after' : 'none']++
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => (losing ? end() : client.write(bytes)))
  })
  return {
    ...proxy,
    cuts,
    cut(asked) {
      share = asked
    },
  }
}
