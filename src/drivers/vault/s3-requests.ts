/** Signed requests to a bucket, tried again where that can help. What a server says of a failure is not repeated: its status is. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import type { BucketConfig } from '../../core/config.ts'

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly url: URL
  readonly body?: Uint8Array
  readonly signal: AbortSignal
}

export type Send = (request: S3Request) => Promise<Response>

/** Attempts at one request; between them 0.5, 1 and 2 s. */
const attempts = 4
/** Until the answer begins; how long all of it takes, its size decides. */
const beginsWithinMs = 60_000

export function s3Requests({
  keyId: accessKeyId,
  secret: secretAccessKey,
  region,
}: Omit<BucketConfig, 'url'>): Send {
  async function once({ method, url, body, signal }: S3Request): Promise<Response> {
    const digest = createHash('sha256')
      .update(body ?? '')
      .digest('hex')
    const { headers, ...signed } = await new AwsV4Signer({
      ...{ method, url: url.href, accessKeyId, secretAccessKey, service: 's3', region },
      headers: { 'x-amz-content-sha256': digest, 'content-type': 'application/octet-stream' },
    }).sign()
    const begins = new AbortController()
    const timer = setTimeout(() => begins.abort(), beginsWithinMs)
    const within = AbortSignal.any([signal, begins.signal])
    const init = { method, headers, redirect: 'manual' as const, signal: within }
    // Who only reads is not waited for beyond the beginning; what is sent is a part of some MiB.
    return fetch(signed.url, body ? { ...init, body: body as Uint8Array<ArrayBuffer> } : init).finally(() =>
      clearTimeout(timer),
    )
  }

  return async function send(request) {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(request).catch(() => undefined)
      request.signal.throwIfAborted()
      if (answer && answer.status < 500 && answer.status !== 429) return answer
      await answer?.body?.cancel()
      if (attempt === attempts) throw s3Error(answer ? `answers with ${answer.status}` : 'cannot be reached')
      await sleep(250 * 2 ** attempt, undefined, { signal: request.signal })
    }
  }
}

/** No `cause`: what we asked with holds the id of a key. */
export const s3Error = (what: string): Error =>
  new Error(`the bucket ${what}. Are BACKUP_TO and BACKUP_S3_… right?`)

/** The body, where the status is one of these. */
export async function textOf(answer: Response, expected: readonly number[]): Promise<string> {
  const text = await answer.text()
  if (!expected.includes(answer.status)) throw s3Error(`answers with ${answer.status}`)
  return text
}
