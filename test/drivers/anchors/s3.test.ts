import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type S3Options, s3 } from '../../../src/drivers/anchors/s3.ts'
import { openBucket } from './bucket.ts'
import { isSignedBy } from './sigv4.ts'

const origin = 'holdfast.test/audit'
const noteOf = (size: number, whose = origin, root = 'A') =>
  `${whose}\n${size}\n${root.repeat(43)}=\n\n— ${whose} c2lnbmF0dXJl\n`
const nobodyAsks = async () => {
  throw new Error('A bucket needs no proof.')
}
const { signal } = new AbortController()

describe('a bucket as an anchor', () => {
  let bucket: Awaited<ReturnType<typeof openBucket>>
  beforeAll(async () => {
    bucket = await openBucket()
  })
  afterAll(() => bucket?.close())

  let folder = 0
  let prefix = ''
  beforeEach(() => {
    prefix = `logs/${++folder}`
    bucket.seen.length = 0
    bucket.answers.instead = () => undefined
  })

  const anchor = (options: Partial<S3Options> = {}) =>
    s3({ url: `${bucket.url}/${prefix}`, ...bucket.key, ...options })
  const put = (size: number, note = noteOf(size), options: Partial<S3Options> = {}) =>
    anchor(options).publish({ size, note }, nobodyAsks, signal)
  const newest = (options: Partial<S3Options> = {}) => anchor(options).newest?.(origin, signal)
  const all = async () => {
    const notes: string[] = []
    for await (const note of anchor().all?.(signal) ?? []) notes.push(note)
    return notes
  }
  const asked = () => bucket.seen.map(({ method }) => method)

  test('holds nothing before anything was put there', async () => {
    expect(await newest()).toBeUndefined()
    expect(await all()).toEqual([])
  })

  test('finds the newest by one list of one key and one note, among many', async () => {
    for (const size of [3, 100, 20]) expect(await put(size)).toEqual({})
    bucket.seen.length = 0
    expect(await newest()).toBe(noteOf(100))
    expect(bucket.seen.map(({ target }) => target)).toEqual([
      expect.stringMatching(/\/anchors\/\?.*list-type=2.*max-keys=1$/),
      `/anchors/${prefix}/checkpoints/999999999999899`,
    ])
    expect(await all()).toEqual([3, 20, 100].map((size) => noteOf(size)))
  })

  test('is not taken in by an old note under a later name', async () => {
    for (const size of [3, 300]) await put(size)
    await put(999_999_999_999_999, noteOf(3))
    expect(await newest()).toBe(noteOf(300))
  })

  test('goes on to the next page, also over what is not its own', async () => {
    for (const size of [1, 2, 3]) await put(size)
    for (const size of [10, 11]) await put(size, noteOf(size, 'other.test/audit'))
    await writeThere(`${prefix}/checkpoints/0-readme`, 'not a checkpoint')
    bucket.seen.length = 0
    expect(await newest()).toBe(noteOf(3))
    expect(bucket.seen.filter(({ target }) => target.includes('continuation-token='))).not.toEqual([])
    expect(await all()).toHaveLength(5)
  })

  /** A page of `all` holds a thousand; the server is told to give two. */
  test('reads all of many pages, oldest first', async () => {
    for (const size of [1, 2, 3, 4, 5]) await put(size)
    const pages = [
      listOf(['999999999999994', '999999999999995'], 'a&amp;b+c=='),
      listOf(['999999999999996', '999999999999997', '999999999999998']),
    ]
    bucket.answers.instead = ({ target }) =>
      target.includes('list-type=2') ? { status: 200, body: pages.shift() ?? '' } : undefined
    expect(await all()).toEqual([1, 2, 3, 4, 5].map((size) => noteOf(size)))
    const [, second] = bucket.seen.filter(({ target }) => target.includes('list-type=2'))
    expect(new URL(second?.target ?? '', bucket.url).searchParams.get('continuation-token')).toBe('a&b+c==')
  })

  const listOf = (names: readonly string[], token?: string) =>
    `<?xml version="1.0"?><ListBucketResult xmlns="x"><IsTruncated>${!!token}</IsTruncated>${
      token ? `<NextContinuationToken>${token}</NextContinuationToken>` : ''
    }${names.map((name) => `<Contents><Key>${prefix}/checkpoints/${name}</Key></Contents>`).join('')}</ListBucketResult>`

  test('takes the same again, and never writes over another note of that size', async () => {
    await put(20)
    await put(20)
    await expect(put(20, noteOf(20, origin, 'B'))).rejects.toMatchObject({ code: 'differs' })
    expect(asked()).toEqual(['GET', 'PUT', 'GET', 'GET'])
    expect(await all()).toEqual([noteOf(20)])
  })

  test('leaves it to the server that nobody came in between', async () => {
    await put(20)
    const [, sent] = bucket.seen
    expect(sent?.headers).toMatchObject({ 'if-none-match': '*' })
    expect(sent?.headers.authorization).toMatch(/SignedHeaders=[\w;-]*if-none-match/)
    // Nothing is there at the first look, and then somebody else was first.
    let looked = 0
    bucket.answers.instead = ({ method }) =>
      method === 'PUT' ? { status: 412 } : looked++ % 2 === 0 ? { status: 404 } : undefined
    expect(await put(20)).toEqual({})
    await expect(put(20, noteOf(20, origin, 'B'))).rejects.toMatchObject({ code: 'differs' })
  })

  test('locks what it writes where it is told for how long, and nothing otherwise', async () => {
    await put(20)
    const [, open] = bucket.seen
    expect(Object.keys(open?.headers ?? {}).filter((name) => name.includes('lock'))).toEqual([])
    await put(21, noteOf(21), { lockDays: 400 })
    const locked = bucket.seen.at(-1)?.headers ?? {}
    expect(locked).toMatchObject({
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-checksum-sha256': createHash('sha256').update(noteOf(21)).digest('base64'),
    })
    const until = Date.parse(String(locked['x-amz-object-lock-retain-until-date']))
    expect(Math.abs(until - Date.now() - 400 * 86_400_000)).toBeLessThan(60_000)
    for (const name of ['mode', 'retain-until-date'])
      expect(locked.authorization).toContain(`x-amz-object-lock-${name}`)
  })

  test.each([
    ['secret', { secret: 'not the secret' }],
    ['key', { keyId: 'NOBODY' }],
  ])('is refused with another %s, and says no more than that', async (_what, wrong) => {
    for (const attempt of [() => put(20, noteOf(20), wrong), () => newest(wrong)]) {
      const error = await attempt()?.catch((caught: unknown) => caught)
      expect(error).toMatchObject({ name: 'AnchorError', code: '403' })
      expect(String((error as Error).stack)).not.toMatch(/not the secret|NOBODY|S3RVER/)
    }
    expect(await all()).toEqual([])
  })

  test('does not answer where it is not there, says too much, or something else', async () => {
    await expect(newest({ url: bucket.url.replace('/anchors', '/elsewhere') })).rejects.toMatchObject({
      code: '404',
    })
    await expect(newest({ url: 'http://127.0.0.1:1/anchors' })).rejects.toMatchObject({ code: 'ECONNECTION' })
    bucket.answers.instead = () => ({ status: 200, body: '<html>a page of a hotel</html>' })
    await expect(newest()).rejects.toMatchObject({ code: 'malformed' })
    bucket.answers.instead = () => ({ status: 200, body: 'x'.repeat(70_000) })
    await expect(put(20)).rejects.toMatchObject({ code: 'too-long' })
    bucket.answers.instead = () => ({ status: 302 })
    await expect(put(20)).rejects.toMatchObject({ code: '302' })
    bucket.answers.instead = ({ method }) => ({ status: method === 'PUT' ? 409 : 404 })
    await expect(put(20)).rejects.toMatchObject({ code: '409' })
  })

  async function writeThere(path: string, body: string) {
    const client = new AwsClient({
      ...{ accessKeyId: bucket.key.keyId, secretAccessKey: bucket.key.secret },
      ...{ service: 's3', region: bucket.key.region },
    })
    const response = await client.fetch(`${bucket.url}/${path}`, { method: 'PUT', body })
    expect(response.status).toBe(200)
  }
})

/** Their own example: "Authenticating Requests (AWS Signature Version 4)", GET Object. */
test('who checks signatures here reads them as Amazon does', () => {
  const signature = 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'
  const arrived = {
    method: 'GET',
    target: '/test.txt',
    headers: {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': createHash('sha256').update('').digest('hex'),
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${'AKIA'}IOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=${signature}`,
    },
  }
  expect(isSignedBy('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', arrived)).toBe(true)
  expect(isSignedBy('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX', arrived)).toBe(false)
})

describe('the place of a bucket', () => {
  test.each([
    ['https://s3.eu-central-1.amazonaws.com/bucket/a/b', '/bucket/a/b/checkpoints/', '/bucket/'],
    ['https://bucket.s3.eu-central-1.amazonaws.com/a', '/a/checkpoints/', '/'],
    ['https://account.r2.cloudflarestorage.com/bucket/', '/bucket/checkpoints/', '/bucket/'],
  ])('%s', async (url, expected, root) => {
    const targets: string[] = []
    const { fetch } = globalThis
    globalThis.fetch = async (input) => {
      targets.push(new URL(String(input)).pathname)
      return new Response(null, { status: 404 })
    }
    const anchor = s3({ url, keyId: 'a', secret: 'b', region: 'us-east-1' })
    try {
      await expect(anchor.publish({ size: 1, note: noteOf(1) }, nobodyAsks, signal)).rejects.toThrow('404')
      await expect(anchor.newest?.(origin, signal)).rejects.toThrow('404')
    } finally {
      globalThis.fetch = fetch
    }
    expect(targets).toEqual([`${expected}999999999999998`, `${expected}999999999999998`, root])
  })
})
