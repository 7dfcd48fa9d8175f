/** A collector that takes events by POST, as a JSON array: what Splunk, Elastic, Datadog, Panther and their like have an intake for. */
import type { CollectorConfig } from '../../core/config.ts'
import type { Collector } from '../../ports/collector.ts'

const answerWithinMs = 8_000

export function httpsCollector({ url, token }: CollectorConfig): Collector {
  return {
    name: new URL(url).host,
    async push({ origin, from, to, events }, signal) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `${origin}:${from}-${to}`,
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: `[${events.join(',\n')}]`,
        // A redirect would carry them, and the token, somewhere else.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      }).catch((error: unknown) => {
        throw collectorError(error instanceof Error && error.name === 'TimeoutError' ? 'time' : 'unreachable')
      })
      // Unread it would hold the connection; and it may repeat what was sent.
      await response.body?.cancel()
      if (!response.ok) throw collectorError(String(response.status))
    },
  }
}

/** It holds nothing of what was sent, nor to where. */
const collectorError = (code: string) =>
  Object.assign(new Error(`The collector did not take it (${code}).`), { name: 'CollectorError', code })
