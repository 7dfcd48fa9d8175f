/** A bucket of backups: Amazon's, R2 or any other that speaks S3. What is larger than a part goes up in parts, and is there when all are. */
import type { BucketConfig } from '../../core/config.ts'
import type { Bytes, Vault } from '../../ports/vault.ts'
import { bucketOf, nextPage } from '../bucket.ts'
import { s3Error, s3Requests, textOf } from './s3-requests.ts'

/** At most 10,000 parts: the later ones are larger, so that this makes 5 TiB, which is as much as S3 takes. */
const partBytes = (number: number) => (number <= 1_000 ? 16 : number <= 3_000 ? 128 : 768) * 1024 * 1024

export function s3Vault(place: BucketConfig, sizeOf: (number: number) => number = partBytes): Vault {
  const { bucket, prefix } = bucketOf(place.url)
  const send = s3Requests(place)
  const at = (name: string, search: Record<string, string> = {}) => {
    const url = new URL(`${bucket.href}${prefix}${name}`)
    for (const [key, value] of Object.entries(search)) url.searchParams.set(key, value)
    return url
  }

  async function putParts(name: string, parts: AsyncIterator<Buffer>, first: Buffer, signal: AbortSignal) {
    const begun = await send({ method: 'POST', url: at(name, { uploads: '' }), signal })
    const [, uploadId] = /<UploadId>([^<]+)<\/UploadId>/.exec(await textOf(begun, [200])) ?? []
    if (!uploadId) throw s3Error('begins no upload')
    try {
      const tags: string[] = []
      for (let part: IteratorResult<Buffer> = { value: first }; !part.done; part = await parts.next()) {
        const url = at(name, { partNumber: String(tags.length + 1), uploadId })
        const answer = await send({ method: 'PUT', url, body: part.value, signal })
        await textOf(answer, [200])
        tags.push(answer.headers.get('etag') ?? '')
      }
      const listed = tags.map(
        (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
      )
      const body = Buffer.from(
        `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${listed.join('')}</CompleteMultipartUpload>`,
      )
      const done = await send({ method: 'POST', url: at(name, { uploadId }), body, signal })
      // What fails after some seconds is answered with 200 all the same.
      if (!(await textOf(done, [200])).includes('<CompleteMultipartUploadResult'))
        throw s3Error('does not end an upload')
    } catch (error) {
      // Parts of what was never ended cost money and show in no list.
      const leaving = AbortSignal.timeout(10_000)
      await send({ method: 'DELETE', url: at(name, { uploadId }), signal: leaving }).catch(() => {})
      throw error
    }
  }

  return {
    name: `${bucket.host}${bucket.pathname}${prefix}`,

    async put(name, content, signal) {
      const parts = inParts(content, sizeOf)[Symbol.asyncIterator]()
      const first = await parts.next()
      const body: Buffer = first.done ? Buffer.alloc(0) : first.value
      if (body.length >= sizeOf(1)) return putParts(name, parts, body, signal)
      await textOf(await send({ method: 'PUT', url: at(name), body, signal }), [200])
    },

    async get(name, signal) {
      const answer = await send({ method: 'GET', url: at(name), signal })
      if (answer.status === 200 && answer.body) return answer.body
      await answer.body?.cancel()
      if (answer.status === 404) return undefined
      throw s3Error(`answers with ${answer.status}`)
    },

    async names(signal) {
      const names: string[] = []
      for (let token: string | undefined = ''; token !== undefined; ) {
        const url = new URL(bucket)
        url.searchParams.set('list-type', '2')
        url.searchParams.set('prefix', prefix)
        if (token) url.searchParams.set('continuation-token', token)
        const xml = await textOf(await send({ method: 'GET', url, signal }), [200])
        for (const [, key = ''] of xml.matchAll(/<Key>([^<]*)<\/Key>/g))
          if (key.startsWith(prefix)) names.push(key.slice(prefix.length))
        token = nextPage(xml, () => s3Error('lists what cannot be read'))
      }
      return names.sort()
    },

    async remove(name, signal) {
      await textOf(await send({ method: 'DELETE', url: at(name), signal }), [200, 204, 404])
    },
  }
}

/** Each as large as it is to be; the last as it comes. */
async function* inParts(content: Bytes, sizeOf: (number: number) => number): AsyncGenerator<Buffer> {
  let [waiting, bytes, number]: [Uint8Array[], number, number] = [[], 0, 1]
  for await (const chunk of content) {
    waiting.push(chunk)
    bytes += chunk.length
    while (bytes >= sizeOf(number)) {
      const all = Buffer.concat(waiting)
      const size = sizeOf(number++)
      yield all.subarray(0, size)
      waiting = [all.subarray(size)]
      bytes -= size
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}
