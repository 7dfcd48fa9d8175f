import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { s3Vault } from '../../../src/drivers/vault/s3.ts'
import { type Bytes, wholeOf } from '../../../src/ports/vault.ts'
import { openBucket } from '../anchors/bucket.ts'

// As in a server on Node: its listener puts a Response of its own in the global one's place, which is not that of `fetch`.
getRequestListener(() => new Response())

const { signal } = new AbortController()
const MiB = 1024 * 1024

async function* pieces(bytes: Buffer, size = 70_001): Bytes {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const content = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, at) => (at * 31) % 251))

describe('a bucket of backups', () => {
  let bucket: Awaited<ReturnType<typeof openBucket>>
  beforeAll(async () => {
    bucket = await openBucket()
  })
  afterAll(() => bucket?.close())

  let folder = 0
  let prefix = ''
  beforeEach(() => {
    prefix = `backups/${++folder}`
    bucket.seen.length = 0
    bucket.answers.instead = () => undefined
  })
  const vault = (key = bucket.key) => s3Vault({ url: `${bucket.url}/${prefix}`, ...key }, () => 5 * MiB)
  const read = async (name: string) => {
    const bytes = await vault().get(name, signal)
    return bytes && wholeOf(bytes)
  }

  test.each([
    ['nothing', 0, ['PUT']],
    ['less than a part', 1_234_567, ['PUT']],
    ['exactly two parts', 10 * MiB, ['POST', 'PUT', 'PUT', 'POST']],
    ['two parts and some', 10 * MiB + 17, ['POST', 'PUT', 'PUT', 'PUT', 'POST']],
  ])('gives back what it took: %s', async (_what, size, methods) => {
    const bytes = content(size)
    await vault().put('a.dump', pieces(bytes), signal)
    expect(bucket.seen.map(({ method }) => method)).toEqual(methods)
    expect((await read('a.dump'))?.equals(bytes)).toBe(true)
  })

  test('lists what is there, in order, and no more of it than lies under its prefix; what is removed is gone', async () => {
    for (const name of ['b.json', 'a.json', 'c.json']) await vault().put(name, pieces(content(10)), signal)
    expect(await vault().names(signal)).toEqual(['a.json', 'b.json', 'c.json'])
    await vault().remove('b.json', signal)
    await vault().remove('b.json', signal)
    expect(await vault().names(signal)).toEqual(['a.json', 'c.json'])
    expect(await read('b.json')).toBeUndefined()
  })

  test('shows nothing of what was not ended, and gives its parts up', async () => {
    async function* broken(): Bytes {
      yield* pieces(content(6 * MiB))
      throw new Error('the dump failed')
    }
    await expect(vault().put('a.dump', broken(), signal)).rejects.toThrow('the dump failed')
    expect(await vault().names(signal)).toEqual([])
    expect(bucket.seen.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
  })

  test('tries again what failed for once, and says it where it stays so', async () => {
    let failures = 2
    bucket.answers.instead = ({ method }) =>
      method === 'PUT' && failures-- > 0 ? { status: 503 } : undefined
    await vault().put('a.json', pieces(content(10)), signal)
    expect((await read('a.json'))?.length).toBe(10)
    bucket.answers.instead = () => ({
      status: 403,
      body: '<Error><Code>SignatureDoesNotMatch</Code></Error>',
    })
    await expect(vault().put('b.json', pieces(content(10)), signal)).rejects.toThrow(
      /the bucket answers with 403. Are BACKUP_TO and BACKUP_S3_… right\?/,
    )
  })

  test('refuses a wrong secret, and does not take an error under 200 for the end of an upload', async () => {
    await expect(vault({ ...bucket.key, secret: 'other' }).names(signal)).rejects.toThrow('403')
    bucket.answers.instead = ({ method, target }) =>
      method === 'POST' && target.includes('uploadId=') ? { status: 200, body: '<Error/>' } : undefined
    await expect(vault().put('a.dump', pieces(content(6 * MiB)), signal)).rejects.toThrow(
      'does not end an upload',
    )
    expect(await vault().names(signal)).toEqual([])
  })
})
