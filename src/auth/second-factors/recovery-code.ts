/**
 * Recovery codes: for who lost the other factor. 120 random bits each, so that a plain digest is enough to keep them (OWASP
 * ASVS 6.5.2), shown once, used once, and their use is mailed.
 */
import { sql } from 'drizzle-orm'
import { sha256 } from '../../core/bytes.ts'
import { line } from '../../core/text.ts'
import { happened } from '../events.ts'
import { notice } from '../notices.ts'
import { factorMethod } from './method.ts'

const { placeholder } = sql

export const codesAtOnce = 10
const characters = 24

/** Without what is read as something else: no I, L, O, U (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX` */
export function freshCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(characters))
  const text = Array.from(bytes, (byte) => alphabet.charAt(byte & 31)).join('')
  return text.replaceAll(/.{4}(?=.)/g, '$&-')
}

/** What is kept of a code. The same for every way of writing it. */
export function hashOf(typed: string): string {
  const folded = typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return sha256(`recovery code ${folded}`)
}

export const recoveryCode = factorMethod<{ readonly method: 'recovery-code'; readonly code: string }>({
  method: 'recovery-code',
  fields: { code: line({ min: 1, max: 60 }).meta({ example: '7Q4K-0M2N-9XBD-3T5V-HC8W-R6YE' }) },
  facts: sql`(select jsonb_agg(r.code_hash) from recovery_codes r where r.user_id = u.id and r.used_at is null)`,
  async check(_call, answer, { facts }) {
    const codeHash = hashOf(answer.code)
    return (facts as readonly string[] | null)?.includes(codeHash) ? { codeHash } : undefined
  },
  values: ['codeHash'],
  use: sql`proof as (
    update recovery_codes r set used_at = clock_timestamp() from held h
    where r.user_id = h.user_id and r.code_hash = ${placeholder('codeHash')} and r.used_at is null
    returning r.user_id, ${happened('auth.recovery-code.used', sql`r.user_id`)} as event),
  owner_told as (${notice('recovery-code-used', sql`p.user_id`, sql`from proof p`)})`,
})
