/** One connection, opened by its first use, given up when it goes silent, never waited for while it is down. */
import { redisError } from './failure.ts'
import type { Wire } from './requester.ts'

/** A node-redis client or cluster, reduced to what is used of it. */
export interface Client {
  connect(): Promise<unknown>
  isReady(): boolean
  send(key: string | undefined, args: string[]): Promise<unknown>
  close(): Promise<unknown>
  destroy(): void
  /** Told of every failure; a client without a listener would end the process. */
  onError(listener: () => void): void
}

export interface Connection {
  /** The wire, or a promise of it while the very first attempt to connect is under way. Throws when Redis is known to be away. */
  wire(): Wire | Promise<Wire>
  close(): Promise<void>
}

/** A peer that vanished without a word keeps a socket «open» for a quarter of an hour. */
const silenceMs = 3_000
/** A cluster of which no node answers gives up for good, and must be asked anew. */
const renewMs = 500
const farewellMs = 1_000

export function connection(create: () => Client): Connection {
  let link: Link | undefined
  let openedAt = 0
  let closed = false

  return {
    wire() {
      if (closed) throw redisError('unreachable')
      const now = performance.now()
      const first = link === undefined
      if (link?.silent(now) || (link?.hopeless() && now - openedAt > renewMs)) {
        link.drop()
        link = undefined
      }
      if (!link) {
        link = open(create(), first)
        openedAt = now
      }
      return link.wire()
    },
    async close() {
      closed = true
      await link?.close()
      link = undefined
    },
  }
}

type Link = ReturnType<typeof open>

/** `patient`: may a call wait for the connection? Only the first; once Redis is known to be away nobody waits for it. */
function open(client: Client, patient: boolean) {
  let failed = !patient
  let hopeless = false
  let waiting = 0
  let lastHeard = 0

  const heard = () => {
    waiting--
    lastHeard = performance.now()
  }
  const wire: Wire = {
    send(key, args, found, refused) {
      if (waiting++ === 0) lastHeard = performance.now()
      return client.send(key, args).then(
        (answer) => {
          heard()
          return found(answer)
        },
        (error: unknown) => {
          heard()
          return refused(error)
        },
      )
    },
  }

  const connected = new Promise<Wire>((resolve, reject) => {
    const fail = () => {
      failed = true
      reject(redisError('unreachable'))
    }
    client.onError(fail)
    client.connect().then(
      () => resolve(wire),
      () => {
        hopeless = true
        fail()
      },
    )
  })
  connected.catch(() => {})

  return {
    wire() {
      if (client.isReady()) return wire
      if (failed) throw redisError('unreachable')
      return connected
    },
    hopeless: () => hopeless,
    /** Something was asked, and nothing at all was heard since. */
    silent: (now: number) => waiting > 0 && now - lastHeard > silenceMs,
    drop: () => quietly(() => client.destroy()),
    async close() {
      let patience: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<void>((resolve) => {
        patience = setTimeout(resolve, farewellMs)
      })
      await Promise.race([politely(client), late])
      clearTimeout(patience)
      quietly(() => client.destroy())
    },
  }
}

/** Waits for what is in flight; a client that never connected complains instead. */
async function politely(client: Client) {
  try {
    await client.close()
  } catch {
    // Nothing was open.
  }
}

/** Clients complain when asked to end twice. */
function quietly(end: () => void) {
  try {
    end()
  } catch {
    // Ended already.
  }
}
