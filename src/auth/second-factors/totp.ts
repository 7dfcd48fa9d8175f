/** A code of an authenticator app (RFC 6238): SHA-1, six digits, thirty seconds, one step of tolerance to either side. */
import { createHmac } from 'node:crypto'
import { sql } from 'drizzle-orm'
// Without a second implementation of every digest: the runtime has its own.
import { Secret, TOTP } from 'otpauth/bare'
import type { Config } from '../../core/config.ts'
import { line } from '../../core/text.ts'
import { open } from '../../store/cipher.ts'
import { maxFailures } from '../failures.ts'
import { factorMethod } from './method.ts'

const { placeholder } = sql

export const periodSeconds = 30
const window = 1

/** 160 bits, as RFC 4226 §4 recommends. */
export const freshSecret = () => new Secret({ size: 20 })

export const secretPlace = (userId: string) => ({ table: 'totp_factors', column: 'secret', row: userId })

const hmac = (_algorithm: string, key: Uint8Array, message: Uint8Array) =>
  new Uint8Array(createHmac('sha1', key).update(message).digest())

/** What an authenticator app is told; `secret` is base 32. */
export function authenticator(config: Pick<Config, 'baseUrl'>, email: string, secret: string): TOTP {
  return new TOTP({
    issuer: new URL(config.baseUrl).hostname,
    label: email,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    hmac,
  })
}

/** The step that a code belongs to, or undefined where it belongs to none near `now` (milliseconds since 1970). */
export function stepOf(base32: string, code: string, now: number): number | undefined {
  const totp = new TOTP({ secret: Secret.fromBase32(base32), digits: 6, period: periodSeconds, hmac })
  const delta = totp.validate({ token: code, window, timestamp: now })
  return delta === null ? undefined : Math.floor(now / 1000 / periodSeconds) + delta
}

/** Six digits, however they were spaced. */
export const code = line({ min: 1, max: 20 })
  .overwrite((text) => text.replaceAll(/[\s-]/g, ''))
  .regex(/^\d{6}$/, 'Must be six digits.')
  .meta({ example: '123456' })

interface Facts {
  readonly secret: string
}

export const totp = factorMethod<{ readonly method: 'totp'; readonly code: string }>({
  method: 'totp',
  fields: { code },
  facts: sql`(select jsonb_build_object('secret', f.secret) from totp_factors f
    where f.user_id = u.id and f.confirmed_at is not null)`,
  async check({ ports }, answer, { userId, facts }) {
    if (!facts) return undefined
    const secret = open(ports.config.keys.field, secretPlace(userId), (facts as Facts).secret)
    const step = stepOf(secret, answer.code, ports.clock.now())
    return step === undefined ? undefined : { step }
  },
  values: ['step'],
  // A code works once, and none before it any more (RFC 6238 §5.2): the person's lock decides between two. Six digits can be
  // guessed, whatever came before them: after a hundred failures they open nothing.
  use: sql`proof as (
    update totp_factors f set last_step = ${placeholder('step')}::int from held h
    where f.user_id = h.user_id and f.confirmed_at is not null and f.last_step < ${placeholder('step')}::int
      and h.failures < ${sql.raw(String(maxFailures))}
    returning f.user_id)`,
})
