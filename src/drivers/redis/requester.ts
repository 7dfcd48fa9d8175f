/** Upstash's request, carried by a socket: the same commands and answers, without HTTP. */
import { redisError, scrubbed } from './failure.ts'
import type { Command, Reply, Requester } from './trip.ts'

/** What a client for one node or for a cluster has in common. */
export interface Wire {
  /** `key` decides the node in a cluster. `refused` is given Redis' own words, or the client's. */
  send<T>(
    key: string | undefined,
    args: string[],
    found: (answer: unknown) => T,
    refused: (error: unknown) => T,
  ): Promise<T>
}

export function requester(wire: () => Wire | Promise<Wire>): Requester {
  return {
    async request({ path, body }) {
      const opened = wire()
      // No await where the wire is up: all commands leave in this tick, and node-redis sends a tick's commands as one write.
      const ready = opened instanceof Promise ? await opened : opened
      if (path?.[0] === 'pipeline') {
        return (await Promise.all((body as Command[]).map((command) => reply(ready, command)))) as never
      }
      if (path?.length) throw redisError('refused')
      return (await reply(ready, body as Command)) as never
    },
  }
}

/** Redis' refusal is an answer like any other; a lost connection is the end of the trip. */
function reply(wire: Wire, command: Command) {
  const args = command.map(String)
  return wire.send(keyOf(args), args, found, refused)
}

const found = (answer: unknown): Reply => ({ result: answer ?? null })

function refused(error: unknown): Reply {
  if (error instanceof Error && isReply(error)) return { error: error.message }
  throw scrubbed(error)
}

const isReply = (error: Error) => /^[A-Z]{3,} /.test(error.message)

/** A script names how many keys it has before it names them. */
function keyOf([name, first, , third]: readonly string[]) {
  return name === 'EVALSHA' || name === 'EVAL' ? third : first
}
