/**
 * A bucket as an anchor: Amazon's, R2 or any other that speaks S3. With `lockDays` not even who has the key can take a version of a checkpoint
 * back before its time (S3 Object Lock, compliance mode); the bucket has to be made for it. What is asked is the newest version: a key that may
 * not delete, nor write without a condition, keeps that the first one.
 */
import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import type { BucketConfig } from '../../core/config.ts'
import type { Anchor } from '../../ports/anchor.ts'
import { bucketOf, nextPage } from '../bucket.ts'
import { type Answer, asked, noteBytes } from './asked.ts'
import { anchorError } from './failure.ts'
import { isOf, sizeOf } from './note-head.ts'

export interface S3Options extends BucketConfig {
  /** Absent: nothing is locked but by the bucket's own rules. */
  readonly lockDays?: number | undefined
  readonly timeoutMs?: number
}

/**
 * S3 lists keys in the order of their bytes and from the first only. Counted down from here, the newest checkpoint is the first
 * key: one request for one key finds it, among however many.
 */
const last = 999_999_999_999_999
const named = (size: number) => String(last - size).padStart(15, '0')

const listBytes = 2 * 1024 * 1024
const dayMs = 86_400_000

export function s3({ url, keyId, secret, region, lockDays, timeoutMs = 10_000 }: S3Options): Anchor {
  const { bucket, prefix: within } = bucketOf(url)
  const prefix = `${within}checkpoints/`

  async function ask(
    signal: AbortSignal,
    target: URL,
    maxBytes: number,
    put?: { readonly body: string; readonly headers: Record<string, string> },
  ): Promise<Answer> {
    const { headers, ...request } = await new AwsV4Signer({
      method: put ? 'PUT' : 'GET',
      url: target.href,
      headers: { 'x-amz-content-sha256': digest(put?.body ?? '', 'hex'), ...put?.headers },
      accessKeyId: keyId,
      secretAccessKey: secret,
      service: 's3',
      region,
    }).sign()
    const init = { method: request.method, headers, ...(put && { body: put.body }) }
    return asked(request.url, init, { signal, timeoutMs, maxBytes })
  }

  const at = (name: string) => new URL(`${bucket.href}${prefix}${name}`)

  /** Undefined where there is none of this name. */
  async function noteAt(name: string, signal: AbortSignal): Promise<string | undefined> {
    const { status, text } = await ask(signal, at(name), noteBytes)
    if (status === 404) return undefined
    if (status !== 200) throw anchorError(String(status))
    return text
  }

  /** Newest first. A first page of one is enough for who looks for that. */
  async function* names(first: number, signal: AbortSignal): AsyncGenerator<string> {
    for (let token: string | undefined = '', count = first; token !== undefined; count = 1_000) {
      const list = new URL(bucket)
      list.searchParams.set('list-type', '2')
      list.searchParams.set('prefix', prefix)
      list.searchParams.set('max-keys', String(count))
      if (token) list.searchParams.set('continuation-token', token)
      const { status, text } = await ask(signal, list, listBytes)
      if (status !== 200) throw anchorError(String(status))
      if (!text.includes('<ListBucketResult')) throw anchorError('malformed')
      // What else somebody put there is passed over.
      for (const [, name = ''] of text.matchAll(/<Key>[^<]*\/(\d{15})<\/Key>/g)) yield name
      token = nextPage(text, () => anchorError('malformed'))
    }
  }

  return {
    name: 's3',

    async publish({ size, note }, _consistency, signal) {
      const name = named(size)
      // Looked for first: not every server that speaks S3 heeds If-None-Match, and those would write over it.
      const there = await noteAt(name, signal)
      if (there !== undefined) return same(there, note)
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'if-none-match': '*',
        ...(lockDays && lock(note, lockDays)),
      }
      const { status } = await ask(signal, at(name), noteBytes, { body: note, headers })
      if (status === 412) return same((await noteAt(name, signal)) ?? '', note)
      if (status !== 200) throw anchorError(String(status))
      return {}
    },

    async newest(origin, signal) {
      for await (const name of names(1, signal)) {
        const note = await noteAt(name, signal)
        // An old note under a later name is one that somebody put there to hide what came after it.
        if (note !== undefined && isOf(note, origin) && named(sizeOf(note) ?? -1) === name) return note
      }
      return undefined
    },

    async at(size, origin, signal) {
      const note = await noteAt(named(size), signal)
      return note !== undefined && isOf(note, origin) ? note : undefined
    },

    async *all(signal) {
      const newestFirst: string[] = []
      for await (const name of names(1_000, signal)) newestFirst.push(name)
      for (const name of newestFirst.reverse()) {
        const note = await noteAt(name, signal)
        if (note !== undefined) yield note
      }
    },
  }
}

const digest = (text: string, as: 'hex' | 'base64') => createHash('sha256').update(text).digest(as)

/** A lock is only taken with a checksum of what is locked. */
const lock = (note: string, days: number): Record<string, string> => ({
  'x-amz-object-lock-mode': 'COMPLIANCE',
  'x-amz-object-lock-retain-until-date': new Date(Date.now() + days * dayMs).toISOString(),
  'x-amz-checksum-sha256': digest(note, 'base64'),
})

function same(there: string, note: string): Record<string, never> {
  if (there !== note) throw anchorError('differs')
  return {}
}
