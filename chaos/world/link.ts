/** The line between two that speak with each other, and all that may become of it. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { cuttingProxy } from '../../test/support/cutting-proxy.ts'
import type { Ends } from '../../test/support/tcp-proxy.ts'
import type { Random } from '../random.ts'

/** `half-open`: the far end is gone, and the near one is not told. */
export type Ill = 'delay' | 'stall' | 'half-open' | 'throttle' | 'reset' | 'cut'

export const ills: readonly Ill[] = ['delay', 'stall', 'half-open', 'throttle', 'reset', 'cut']

export interface Link {
  /** The target's, with the link in its place. */
  readonly url: string
  /** `share` of the longest delay; default: all of it. */
  fall(ill: Ill, share?: number): void
  heal(): void
  close(): Promise<void>
}

const delayMs = 3_000
const bytesPerSecond = 1_000
const cutShare = 0.3

/** The first `greetings` messages of a connection are never cut. */
export async function openLink(target: string, random: Random, greetings = 0): Promise<Link> {
  let ill: Ill | undefined
  let longest = delayMs
  /** Ends what is waited for when it heals. */
  let healed = new AbortController()
  const open = new Set<Ends>()
  const dead = new WeakSet<Socket>()
  const queues = new Map<Socket, Promise<unknown>>()

  const proxy = await cuttingProxy(target, greetings, {
    chance: random.next,
    carry,
    opened(ends) {
      open.add(ends)
      for (const socket of [ends.client, ends.upstream])
        socket.once('close', () => {
          open.delete(ends)
          queues.delete(socket)
        })
      if (ill === 'half-open') abandon(ends)
      if (ill === 'reset') ends.client.resetAndDestroy()
    },
  })

  /** In the order in which it came. */
  function carry(to: Socket, bytes: Buffer) {
    const write = () => {
      if (!dead.has(to) && to.writable) to.write(bytes)
    }
    const before = queues.get(to)
    if (!before && !holds()) return write()
    const mine = (before ?? Promise.resolve()).then(() => wait(bytes.length)).then(write)
    queues.set(to, mine)
    void mine.finally(() => {
      if (queues.get(to) === mine) queues.delete(to)
    })
  }

  const holds = () => ill === 'delay' || ill === 'stall' || ill === 'throttle'

  function wait(bytes: number): Promise<unknown> | undefined {
    const { signal } = healed
    const until = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => {})
    if (ill === 'delay') return until(random.between(0, longest))
    if (ill === 'throttle') return until((bytes / bytesPerSecond) * 1_000)
    if (ill === 'stall')
      return new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    return undefined
  }

  function abandon(ends: Ends) {
    dead.add(ends.upstream)
    ends.part()
    ends.upstream.destroy()
  }

  return {
    url: proxy.url,
    fall(next, share = 1) {
      ill = next
      longest = share * delayMs
      proxy.cut(ill === 'cut' ? cutShare : 0)
      if (ill === 'half-open') for (const ends of open) abandon(ends)
      if (ill === 'reset') for (const ends of open) ends.client.resetAndDestroy()
    },
    heal() {
      ill = undefined
      proxy.cut(0)
      healed.abort()
      healed = new AbortController()
    },
    close: proxy.close,
  }
}
