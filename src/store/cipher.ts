/**
 * Sensitive fields at rest: AES-256-GCM, and a keyed index for finding equal values without reading them.
 *
 * A sealed value is `kid:base64url(iv ‖ ciphertext ‖ tag)`. Where it stands (table, column, row) is authenticated
 * with it, so a value moved to another row or column does not open. The first key of the ring seals, all open.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { fromBase64url } from '../core/bytes.ts'
import type { Key } from '../core/keys.ts'

export type Keys = readonly [Key, ...Key[]]

export interface Place {
  readonly table: string
  readonly column: string
  /** The row's id. */
  readonly row: string
}

const ivBytes = 12
const tagBytes = 16

export function seal([key]: Keys, place: Place, text: string): string {
  return `${key.kid}:${encrypt(key.bytes, randomBytes(ivBytes), whereabouts(place), text)}`
}

/** Throws where the key is gone or the value was tampered with: never a guess, never an empty text. */
export function open(keys: Keys, place: Place, sealed: string): string {
  const at = sealed.indexOf(':')
  const key = keys.find(({ kid }) => kid === sealed.slice(0, at))
  if (!key) throw new Error(`No key of the ring opens ${place.table}.${place.column}.`)
  const text = decrypt(key.bytes, whereabouts(place), sealed.slice(at + 1))
  if (text === undefined) throw new Error(`${place.table}.${place.column} does not open: it was changed.`)
  return text
}

/** Under which index values an equal text may stand: the first is the one to write, all are to be looked for. */
export function blindIndex(
  keys: Keys,
  { table, column }: Omit<Place, 'row'>,
  text: string,
): readonly [string, ...string[]] {
  const under = ({ kid, bytes }: Key) => {
    // A key of its own: what encrypts must not also answer "is it equal to …?".
    const own = createHmac('sha256', bytes).update('blind index').digest()
    return `${kid}:${createHmac('sha256', own).update(`${table}\0${column}\0${text}`).digest('base64url')}`
  }
  const [first, ...rest] = keys
  return [under(first), ...rest.map(under)]
}

/** AES-256-GCM as base64url of iv, ciphertext and tag. */
export function encrypt(key: Uint8Array, iv: Uint8Array, about: string, text: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(about, 'utf8'))
  const body = [cipher.update(text, 'utf8'), cipher.final()]
  return Buffer.concat([iv, ...body, cipher.getAuthTag()]).toString('base64url')
}

/** The text, or undefined where key, whereabouts or a single bit are not the same. */
export function decrypt(key: Uint8Array, about: string, sealed: string): string | undefined {
  const bytes = fromBase64url(sealed)
  if (bytes.length < ivBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(about, 'utf8'))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString(
      'utf8',
    )
  } catch {
    return undefined
  }
}

const whereabouts = ({ table, column, row }: Place) => `${table}\0${column}\0${row}`
