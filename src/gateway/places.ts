/**
 * Places in flight: who was let in has one until the answer is made. Where there is none one waits a while for somebody to leave.
 * Who sends slowly gives the place up meanwhile, so that a crowd of slow lines fills nobody's.
 */
import { type LimiterOptions, limiter } from '../store/resilience/limiter.ts'
import { waitingRoom } from '../store/resilience/waiting-room.ts'

/** What has not been sent by then keeps a line busy, and not this process. */
const promptMs = 10

export interface Place {
  leave(): void
  /** Waits for the caller, and throws `refused()` where others have taken the place meanwhile. */
  without<T>(wait: () => Promise<T>): Promise<T>
}

export interface Caller {
  /** Of the limit. */
  readonly share: number
  /** Where there is no place at once. */
  readonly waits: boolean
  refused(): Error
}

export interface Places {
  /** Throws `refused()` where there is none. */
  take(caller: Caller): Promise<Place>
  limit(): number
}

export function placesIn(options: LimiterOptions): Places {
  const { enter, leave: freed, limit } = limiter(options)
  const room = options.load.mayWait ? waitingRoom({ random: Math.random, clock: options.clock }) : undefined
  /** Those who do not hold their place; each may have sent all but the end of a body. */
  const slow = { inAll: 0, most: 2 * options.most }

  async function letIn({ share, waits, refused }: Caller) {
    if (enter(share) || (waits && (await room?.wait(share)))) return
    throw refused()
  }

  return {
    limit,
    async take(caller) {
      await letIn(caller)
      let holds = true
      const leave = () => {
        if (!holds) return
        holds = false
        freed()
        room?.serve(enter)
      }
      return {
        leave,
        async without(wait) {
          let isSlow = false
          const timer = setTimeout(() => {
            if (slow.inAll >= slow.most) return
            isSlow = true
            slow.inAll++
            leave()
          }, promptMs)
          const got = await wait().finally(() => {
            clearTimeout(timer)
            if (isSlow) slow.inAll--
          })
          if (!holds) {
            await letIn(caller)
            holds = true
          }
          return got
        },
      }
    },
  }
}
