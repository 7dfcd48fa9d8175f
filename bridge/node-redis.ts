/** A Redis server over one connection that all requests share. */
import { createClient, ErrorReply, RESP_TYPES } from '@redis/client'
import type { Command, RedisServer, Reply } from './redis.ts'

/** Longer than any command of ours takes. */
const silenceMs = 3000

/** Connects before it resolves; reconnects by itself later, and meanwhile fails at once. */
export async function nodeRedis(url: string): Promise<RedisServer> {
  let connected = false
  const open = () =>
    createClient({
      url,
      RESP: 2,
      disableOfflineQueue: true,
      disableClientInfo: true,
      maintNotifications: 'disabled',
      socket: {
        connectTimeout: 5000,
        reconnectStrategy: (attempts, cause) => (connected ? Math.min(50 * 2 ** attempts, 1000) : cause),
      },
    }).on('error', () => {})
  let client = open()
  await client.connect()
  connected = true

  /** A line whose far end is gone does not say so: it only stays silent. */
  function renew(silent: typeof client) {
    if (silent !== client) return
    client = open()
    client.connect().catch(() => {})
    silent.destroy()
  }

  // Bulk strings as bytes: a value need not be text, and base64 carries it whole.
  const typeMapping = { [RESP_TYPES.BLOB_STRING]: Buffer }
  const send = (command: Command, chainId?: symbol) => {
    const mine = client
    const timer = setTimeout(() => renew(mine), silenceMs)
    return mine
      .sendCommand<Reply>([...command], { typeMapping, ...(chainId && { chainId }) })
      .catch((error: unknown) => {
        if (error instanceof ErrorReply) return error
        throw error
      })
      .finally(() => clearTimeout(timer))
  }

  return {
    each: (commands) => Promise.all(commands.map((command) => send(command))),
    async together(commands) {
      // Written in one tick under one chain: nobody comes between, and a lost connection loses all of it.
      const chain = Symbol('multi')
      const sent = await Promise.allSettled(
        [['MULTI'] as const, ...commands, ['EXEC'] as const].map((command) => send(command, chain)),
      )
      const end = sent.at(-1)
      if (end?.status !== 'fulfilled') throw end?.reason
      if (!Array.isArray(end.value)) throw end.value
      return end.value
    },
    async close() {
      if (client.isReady) await client.close()
      else client.destroy()
    },
  }
}
