/**
 * Who waits for a place, and who is let in next? Few are let in as they came; of a crowd the newest is (adaptive LIFO), for the eldest
 * of a crowd has nearly waited in vain, and serving them in turn would make everybody late. Even the newest of a crowd has half of the
 * places where it has waited for a moment: the others are for who comes now, so that all who are let in are answered soon. Whom nobody
 * let in is told so after a while, and not at once: one who asks again and again costs less by waiting than by being refused.
 */
import type { Monotonic } from '../../ports/clock.ts'

export interface WaitingRoomOptions {
  /**
   * How long one waits at most; at least half of it, by chance, for a crowd that came at once must not be refused at once. Twice as long
   * where few wait: then it is a database that stands still for a moment, and nobody is too many.
   */
  readonly patienceMs?: number
  readonly random: () => number
  readonly clock: Monotonic
  /** Of a crowd, who has waited for no longer has just come. */
  readonly freshMs?: number
  /** So many are no crowd. */
  readonly few?: number
  /** More than these are not kept waiting: the eldest goes. */
  readonly most?: number
}

export interface WaitingRoom {
  /** Resolves with true when there is a place, which is the caller's then; with false when the wait was in vain. */
  wait(share: number): Promise<boolean>
  /** Lets in as many as `enter` has places for, by their shares. */
  serve(enter: (share: number) => boolean): void
  waiting(): number
}

interface Waiter {
  readonly share: number
  readonly since: number
  readonly end: (isIn: boolean) => void
}

export function waitingRoom(options: WaitingRoomOptions): WaitingRoom {
  const { random, clock, patienceMs = 1_000, freshMs = 2, few = 64, most = 2_048 } = options
  /** By share, the highest first; in each the eldest first. */
  let rows: { readonly share: number; readonly waiters: Waiter[] }[] = []
  let waiting = 0

  function rowOf(share: number) {
    const found = rows.find((row) => row.share === share)
    if (found) return found.waiters
    const waiters: Waiter[] = []
    rows = [...rows, { share, waiters }].sort((a, b) => b.share - a.share)
    return waiters
  }

  const isCrowd = () => waiting > few
  const nextOf = (waiters: readonly Waiter[]) => (isCrowd() ? waiters.at(-1) : waiters[0])
  const placesOf = ({ share, since }: Waiter) =>
    isCrowd() && clock.monotonic() - since > freshMs ? share / 2 : share
  const lowest = () => rows.findLast(({ waiters }) => waiters.length > 0)?.waiters[0]

  return {
    wait(share) {
      if (waiting >= most) lowest()?.end(false)
      const waiters = rowOf(share)
      return new Promise((resolve) => {
        const waiter: Waiter = {
          share,
          since: clock.monotonic(),
          end(isIn) {
            clearTimeout(timer)
            waiters.splice(waiters.lastIndexOf(waiter), 1)
            waiting--
            resolve(isIn)
          },
        }
        const patience = (patienceMs * (1 + random())) / 2
        let timer = setTimeout(() => {
          if (isCrowd()) waiter.end(false)
          else timer = setTimeout(waiter.end, patience, false)
        }, patience)
        waiters.push(waiter)
        waiting++
      })
    },
    serve(enter) {
      for (const { waiters } of rows) {
        for (let next = nextOf(waiters); next && enter(placesOf(next)); next = nextOf(waiters)) next.end(true)
      }
    },
    waiting: () => waiting,
  }
}
