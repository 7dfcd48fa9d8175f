/**
 * A TCP proxy that cuts connections in the middle of their work: what a client sends is lost before it arrives, or it arrives,
 * takes effect, and the answer to it is lost. Which, and how often, is a matter of chance.
 */
import type { Socket } from 'node:net'
import { type Ends, type TcpProxy, tcpProxy } from './tcp-proxy.ts'

export interface CuttingProxy extends TcpProxy {
  /** How often what is sent is cut, from now on: 0 to 1. */
  cut(share: number): void
  readonly cuts: { before: number; after: number; none: number }
}

export interface CuttingOptions {
  /** 0 to 1, at random; default: Math.random. */
  readonly chance?: () => number
  /** Brings what came from one end to the other; default: at once. */
  readonly carry?: (to: Socket, bytes: Buffer) => void
  /** Told of every connection. */
  readonly opened?: (ends: Ends) => void
}

/** The first `greetings` chunks of a connection always pass: it is what is asked on it that is cut, not its opening. */
export async function cuttingProxy(
  target: string,
  greetings = 0,
  { chance: draw = Math.random, carry = (to, bytes) => void to.write(bytes), opened }: CuttingOptions = {},
): Promise<CuttingProxy> {
  const cuts = { before: 0, after: 0, none: 0 }
  let share = 0
  const proxy = await tcpProxy(target, (ends) => {
    const { client, upstream, end } = ends
    let heard = 0
    let losing = false
    opened?.(ends)
    client.on('data', (bytes) => {
      const chance = heard++ < greetings ? 1 : draw()
      if (chance < share / 2) {
        cuts.before++
        return end()
      }
      losing = chance < share
      cuts[losing ? 'after' : 'none']++
      carry(upstream, bytes)
    })
    upstream.on('data', (bytes) => (losing ? end() : carry(client, bytes)))
  })
  return {
    ...proxy,
    cuts,
    cut(asked) {
      share = asked
    },
  }
}
