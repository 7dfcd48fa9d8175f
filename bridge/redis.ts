/** Redis as the bridge needs it: whole commands in, RESP 2 replies out, an error where the command's reply would be. */

/** A bulk string is its bytes, a status is text. */
export type Reply = string | Buffer | number | null | Error | readonly Reply[]

export type Command = readonly [name: string, ...args: string[]]

export interface RedisServer {
  /** One after the other, each by itself. Rejects only when Redis cannot be reached. */
  each(commands: readonly Command[]): Promise<readonly Reply[]>
  /** MULTI … EXEC. Rejects with a `Discarded` when nothing was done. */
  together(commands: readonly Command[]): Promise<readonly Reply[]>
  close(): Promise<void>
}

/** What a shared connection must never be told: it would wait, listen, or become somebody else's. */
const unavailable = new Set(
  (
    'AUTH BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT DISCARD EXEC HELLO MONITOR MULTI ' +
    'PSUBSCRIBE PSYNC PUNSUBSCRIBE QUIT REPLICAOF RESET SELECT SHUTDOWN SLAVEOF SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE ' +
    'SYNC UNSUBSCRIBE UNWATCH WAIT WAITAOF WATCH'
  ).split(' '),
)

/** Why this command is not passed on; undefined where it is. */
export function refusalOf([name, ...args]: Command): Error | undefined {
  const waits = /^XREAD(GROUP)?$/i.test(name) && args.some((arg) => arg.toUpperCase() === 'BLOCK')
  if (!waits && !unavailable.has(name.toUpperCase())) return undefined
  return new Error(`ERR Command is not available: '${waits ? `${name} BLOCK` : name}'`)
}
