/** What everybody knows of S3 who speaks it: where a bucket is, and how a list of it goes on. */

/** Of a URL that names a bucket and a prefix in it: the bucket is in the name of the host (`bucket.s3.…`), or the first part of the path. */
export function bucketOf(url: string): { readonly bucket: URL; readonly prefix: string } {
  const { origin, hostname, pathname } = new URL(url)
  const parts = pathname.split('/').filter(Boolean)
  const root = /^.+\.s3[.-]/.test(hostname) ? '' : `${parts.shift() ?? ''}/`
  return { bucket: new URL(`${origin}/${root}`), prefix: parts.map((part) => `${part}/`).join('') }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The token of the next page; undefined where this was the last one. Throws what `unread` makes where it says neither. */
export function nextPage(xml: string, unread: () => Error): string | undefined {
  if (!xml.includes('<IsTruncated>true<')) return undefined
  const [, token] = /<NextContinuationToken>([^<]+)</.exec(xml) ?? []
  if (!token) throw unread()
  return token.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
}
