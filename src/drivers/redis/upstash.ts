/** Redis over HTTPS, for runtimes that cannot hold a socket between requests. */
// The build for Workers runs everywhere; the one for Node reads `process.env` and sets fetch options that workerd refuses.
import { Redis } from '@upstash/redis/cloudflare'
import { commands, type RedisPorts } from './commands.ts'
import type { Requester } from './trip.ts'
import { defaultTimeoutMs } from './within.ts'

export interface UpstashOptions {
  readonly url: string
  readonly token: string
  readonly timeoutMs?: number
}

/** Keeps nothing but strings between requests, so one may serve a whole isolate. */
export function upstash({ url, token, timeoutMs = defaultTimeoutMs }: UpstashOptions): RedisPorts {
  const redis = new Redis({
    url,
    token,
    enableTelemetry: false,
    // Values are ours and always strings: without this the client would turn "1" into 1.
    automaticDeserialization: false,
    responseEncoding: false,
    // It would put commands of different requests into one fetch, which belongs to the first of them.
    enableAutoPipelining: false,
    // `false` still means two attempts. A count must not run twice, and every caller has something to fall back on.
    retry: { retries: 0 },
  })
  // Protected, but it is the `Requester` that the constructor also takes; the contract tests would notice its loss.
  // It takes a function for a signal; given a plain one, an aborted request *resolves*, with the reason for a value.
  const { client } = redis as unknown as { client: Requester }
  return commands(client, timeoutMs, async () => {})
}
