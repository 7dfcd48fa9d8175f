/** Redis over a socket, for servers that stay: one node, or a cluster where several addresses are given. */
import { createClient, createCluster } from '@redis/client'
import { coalesced } from './coalesce.ts'
import { commands, type RedisPorts } from './commands.ts'
import { type Client, connection } from './connection.ts'
import { requester } from './requester.ts'
import { defaultTimeoutMs } from './within.ts'

export interface NodeRedisOptions {
  /** `redis://` or `rediss://`; several are nodes of one cluster. */
  readonly urls: readonly string[]
  readonly timeoutMs?: number
}

/** Connects on first use and reconnects by itself. While Redis is away a call fails at once and nothing is queued. */
export function nodeRedis({ urls, timeoutMs = defaultTimeoutMs }: NodeRedisOptions): RedisPorts {
  const link = connection(() => (urls.length > 1 ? cluster(urls) : single(urls[0] ?? '')))
  const { admission, cache } = commands(requester(link.wire), timeoutMs, link.close)
  return { admission: coalesced(admission), cache }
}

const options = {
  RESP: 2,
  // A command belongs to its trip, and the trip has one timer; the default would start another for each command.
  commandOptions: { timeout: undefined },
} as const

const perNode = {
  disableOfflineQueue: true,
  disableClientInfo: true,
  maintNotifications: 'disabled',
  // A Redis that has stopped answering must not fill our memory meanwhile.
  commandsQueueMaxLength: 20_000,
} as const

const socket = {
  connectTimeout: 2_000,
  reconnectStrategy: (attempts: number) => Math.min(50 * 2 ** attempts, 1_000) + Math.random() * 100,
}

function single(url: string): Client {
  const client = createClient({ ...options, ...perNode, socket, url })
  return {
    connect: () => client.connect(),
    isReady: () => client.isReady,
    send: (_key, args) => client.sendCommand(args),
    close: () => client.close(),
    destroy: () => client.destroy(),
    onError: (listener) => client.on('error', listener),
  }
}

/** Each command goes to the node that holds its key, all at once; those of one key keep their order. */
function cluster(urls: readonly string[]): Client {
  const { tls, ...login } = credentialsOf(urls[0] ?? '')
  const client = createCluster({
    ...options,
    rootNodes: urls.map((url) => ({ url })),
    // Nodes that are discovered do not inherit what stands in the addresses.
    defaults: { ...perNode, ...login, socket: tls ? { ...socket, tls } : socket },
  })
  // A single lost node is not a lost cluster: what it held fails until another takes over.
  client.on('node-error', () => {})
  return {
    connect: () => client.connect(),
    isReady: () => client.isReady,
    send: (key, args) => client.sendCommand(key, false, args),
    close: () => client.close(),
    destroy: () => client.destroy(),
    onError: (listener) => client.on('error', listener),
  }
}

function credentialsOf(address: string) {
  const { username, password, protocol } = new URL(address)
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    tls: protocol === 'rediss:' ? (true as const) : undefined,
  }
}
