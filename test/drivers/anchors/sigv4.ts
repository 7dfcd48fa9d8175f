/** Who signed a request to S3 (AWS Signature Version 4, header), worked out from what arrived and from nothing of ours. */
import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface Arrived {
  readonly method: string
  /** As it stood on the wire. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Does it bear the signature of this secret, over its method, its target, its body's hash and all that it says to S3? */
export function isSignedBy(secret: string, { method, target, headers }: Arrived): boolean {
  const [, date = '', region = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? []
  const signed = names.split(';')
  const heard = Object.keys(headers).filter((name) => /^(host|if-none-match|x-amz-.*)$/.test(name))
  if (!heard.every((name) => signed.includes(name))) return false
  const [path = '', query = ''] = target.split('?')
  const canonical = [
    method,
    path,
    // `%20` and `+` are both a space; only the first is canonical.
    query.replaceAll('+', '%20').split('&').sort().join('&'),
    ...signed.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n')
  const scope = `${date}/${region}/s3/aws4_request`
  const hash = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n')
  const key = [region, 's3', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, date))
  return hmac(key, text).toString('hex') === signature
}
