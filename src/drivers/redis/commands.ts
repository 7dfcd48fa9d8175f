/** Both ports over one requester; `upstash` and `node-redis` differ only in what carries the request. */
import type { Admission, AdmissionAnswer } from '../../ports/admission.ts'
import { type Cache, rowTombstoneSeconds, tombstone } from '../../ports/cache.ts'
import { limits } from './limits.ts'
import { answered, type Command, type Requester, trip } from './trip.ts'
import { within } from './within.ts'

export interface RedisPorts {
  readonly admission: Admission
  readonly cache: Cache
}

export function commands(requester: Requester, timeoutMs: number, close: () => Promise<void>): RedisPorts {
  return { admission: admission(requester, timeoutMs), cache: cache(requester, timeoutMs, close) }
}

function admission(requester: Requester, timeoutMs: number): Admission {
  const count = limits(requester, timeoutMs)
  return {
    admit: (request) =>
      within(timeoutMs, undefined, async (stop): Promise<AdmissionAnswer> => {
        const boarding = trip(requester)
        // First of all: whoever reads in this very trip must see what it announces.
        const announced = request.announce.map((key) =>
          boarding.add(set(key, tombstone, rowTombstoneSeconds)),
        )
        const counted = request.limits.map((limit) => count(limit, boarding))
        const looked = request.look.map((key) => boarding.add(['GET', key]))

        const answers = await boarding.send(stop)
        const verdicts = await Promise.all(counted)
        for (const place of announced) answered(answers[place])
        return { verdicts, found: looked.map((place) => text(answers[place])) }
      }),
  }
}

function cache(requester: Requester, timeoutMs: number, close: () => Promise<void>): Cache {
  const send = (list: readonly Command[], signal?: AbortSignal) =>
    within(timeoutMs, signal, async (stop) => {
      const boarding = trip(requester)
      for (const command of list) boarding.add(command)
      return (await boarding.send(stop)).map(answered)
    })

  return {
    // GETs and not one MGET: the keys of a cluster live in different places.
    async get(keys, signal) {
      return (
        await send(
          keys.map((key) => ['GET', key]),
          signal,
        )
      ).map(text)
    },
    async fill(key, value, ttlSeconds) {
      await send([[...set(key, value, ttlSeconds), 'NX']])
    },
    async renew(key, old, value, ttlSeconds) {
      await send([['EVAL', replace, 1, key, old, value, Math.max(1, Math.ceil(ttlSeconds))]])
    },
    async bury(keys, ttlSeconds, signal) {
      await send(
        keys.map((key) => set(key, tombstone, ttlSeconds)),
        signal,
      )
    },
    async ping(signal) {
      await send([['PING']], signal)
    },
    close,
  }
}

/** A look and a change that nothing comes between. */
const replace = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end`

/** Every key dies: Redis refuses a lifetime below one second, and a fraction of one. */
const set = (key: string, value: string, ttlSeconds: number): Command => [
  'SET',
  key,
  value,
  'EX',
  Math.max(1, Math.ceil(ttlSeconds)),
]

function text(answer: unknown) {
  const value = answered(answer)
  return value === null ? null : String(value)
}
