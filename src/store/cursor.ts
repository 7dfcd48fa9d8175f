/**
 * Cursors: where a page ended, in a text that only we can make and nobody can read.
 *
 * Encrypted, not only signed: a sort value can be a name, and cursors stand in URLs. The nonce is a MAC of what
 * is sealed, so the same place always has the same cursor and no nonce serves two texts. What the cursor is for
 * (entity, owner, filters, order) is authenticated with it: anywhere else it does not open.
 */
import { createHmac } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import { decrypt, encrypt, type Keys } from './cipher.ts'

export type CursorValue = string | number | boolean | null

export function sealCursor([key]: Keys, about: string, values: readonly CursorValue[]): string {
  const text = JSON.stringify(values)
  const own = createHmac('sha256', key.bytes).update('cursor nonce').digest()
  const nonce = createHmac('sha256', own).update(`${about}\0${text}`).digest().subarray(0, 12)
  return encrypt(key.bytes, nonce, about, text)
}

/** The values sealed for exactly this purpose. Throws `invalid-cursor` for everything else. */
export function openCursor(keys: Keys, about: string, cursor: string): readonly CursorValue[] {
  if (/^[\w-]{38,2048}$/.test(cursor)) {
    for (const key of keys) {
      const text = decrypt(key.bytes, about, cursor)
      if (text !== undefined && sealCursor([key], about, JSON.parse(text)) === cursor) return JSON.parse(text)
    }
  }
  throw new AppError('invalid-cursor')
}
