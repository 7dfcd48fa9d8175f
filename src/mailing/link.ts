/**
 * The link in a mail. Its token is made of the mail's id and a key, so every attempt at the mail carries the same one, though
 * nothing but its digest is stored. Whoever has it sees that invoice, and nothing else.
 */
import { createHmac } from 'node:crypto'
import { type Minted, tokenOf } from '../auth/tokens.ts'
import type { Key, KeyRing } from '../core/keys.ts'

/** Half a year: longer than any invoice waits for its money, shorter than mailboxes change hands. */
export const linkDays = 180

export const mintLink = ({ field: [first] }: KeyRing, mailId: string): Minted => made(first, mailId)

/** The token whose digest was stored; undefined where the key that made it has left the ring. */
export function linkOf({ field }: KeyRing, mailId: string, hash: string): string | undefined {
  return field.map((key) => made(key, mailId)).find((minted) => minted.hash === hash)?.token
}

function made({ bytes }: Key, mailId: string): Minted {
  // A key of its own: what encrypts must not also make what is given away.
  const own = createHmac('sha256', bytes).update('invoice link').digest()
  return tokenOf('i', createHmac('sha256', own).update(mailId).digest())
}
