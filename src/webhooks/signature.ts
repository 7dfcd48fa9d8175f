/** The headers of one attempt, as Standard Webhooks has them (github.com/standard-webhooks/standard-webhooks, spec). */
import { createHmac } from 'node:crypto'

/** Several secrets make several signatures: a receiver that knows any one of them is content. */
export function signedHeaders(
  secrets: readonly Uint8Array[],
  { id, atMs, body }: { readonly id: string; readonly atMs: number; readonly body: string },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atMs / 1000))
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  )
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
