/** Settings of S3-compatible storage, whoever has a bucket there. */
import * as z from 'zod'

const printed = (what: string) =>
  z
    .string()
    .regex(/^[!-~]{1,200}$/, `Must be ${what}.`)
    .optional()

export const keyId = printed('the id of a key')
export const secret = printed('the secret of a key')
export const region = z
  .string()
  .regex(/^[a-z\d-]{1,40}$/, 'Must be the name of a region.')
  .default('us-east-1')

/** An address, and nothing besides. */
export function isPlace(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash
}

/** With the bucket in the name of the host or at the head of the path, and nothing in that that would be written otherwise in a key. */
export const isBucket = (text: string): boolean =>
  isPlace(text) && /^https?:\/\/([^/]+\.s3[.-][^/]+|[^/]+\/[\w.-]+)(\/[\w.-]+)*\/?$/.test(text)
