/** The headers of one attempt, as Standard Webhooks has them. */
import { signatureOf } from '../core/standard-webhooks.ts'

/** Several secrets make several signatures: a receiver that knows any one of them is content. */
export function signedHeaders(
  secrets: readonly Uint8Array[],
  { id, atMs, body }: { readonly id: string; readonly atMs: number; readonly body: string },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(atMs / 1000))
  const signatures = secrets.map((secret) => signatureOf(secret, { id, timestamp, body }))
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
