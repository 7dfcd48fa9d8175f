/** The settings one by one: how each is written, its default and an example. */
import * as z from 'zod'
import { auditExamples, auditFields } from './audit-settings.ts'
import type { Defaults, MailConfig } from './config.ts'
import { type Key, type KeyPurpose, type KeyRing, keyPurposes, servingPurposes } from './keys.ts'
import { paymentExamples, paymentFields } from './payment-settings.ts'
import { providerExamples, providerFields } from './provider-settings.ts'

import { vendorUrl } from './vendor-url.ts'

/** For a shell, which makes them: a key that stood here would be copied, and be everybody's. */
const exampleKeys = keyPurposes.map((purpose) => `k1:${purpose}:$(openssl rand -base64 32)`).join(',')

/** Have I Been Pwned's, open to everybody without a key. */
export const publicRanges = 'https://api.pwnedpasswords.com/range/'

/** One line each that would be right, shown beside a fault. What is secret is left to fill in. */
export const examples: Record<string, string> = {
  MODE: 'production',
  HOST: '0.0.0.0',
  PORT: '8080',
  BASE_URL: 'https://api.example.com',
  DATABASE_URL: 'postgres://app:secret@db.example.com/holdfast?sslmode=verify-full',
  DATABASE_DRIVER: 'pg',
  NEON_HTTP_URL: 'http://127.0.0.1:8787/sql',
  MIGRATION_DATABASE_URL: 'postgres://migrator:secret@db.example.com/holdfast?sslmode=verify-full',
  REDIS_URL: 'rediss://cache.example.com:6379',
  UPSTASH_REDIS_REST_URL: 'https://example.upstash.io',
  UPSTASH_REDIS_REST_TOKEN: 'the token beside the URL',
  ALLOW_PRIVATE_HOSTS: 'localhost,127.0.0.1',
  KEYS: exampleKeys,
  ...auditExamples,
  MAIL: 'smtp://user:secret@mail.example.com:587',
  MAIL_FROM: 'Holdfast <no-reply@example.com>',
  MAIL_WEBHOOK_SECRET: 'whsec_as-the-dashboard-shows-it',
  RESEND_API_URL: 'http://127.0.0.1:12112',
  LIMIT_ADDRESS: '600/60',
  LIMIT_CREDENTIAL: '600/60',
  LIMIT_LOGIN: '20/60',
  LIMIT_MAIL: '5/3600',
  PASSWORD_MIN_LENGTH: '15',
  ...providerExamples,
  ...paymentExamples,
  PASSWORD_BREACHES: publicRanges,
  TRUSTED_PROXIES: '1',
  TOKEN_AUDIENCES: 'https://reports.example.com,https://search.example.com',
  CORS_ORIGINS: 'https://app.example.com,https://admin.example.com',
  METRICS_TOKEN: 'at least 16 characters',
  SECURITY_CONTACT: 'mailto:security@example.com,https://example.com/report',
  SECURITY_LANGUAGES: 'en,de',
  SECURITY_POLICY: 'https://example.com/security-policy',
  DATABASE_CONNECTIONS: '20',
  DRAIN_SECONDS: '5',
}

const rate = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const match = /^([1-9]\d{0,6})\/([1-9]\d{0,5})$/.exec(text)
      if (match) return { count: Number(match[1]), windowSeconds: Number(match[2]) }
      context.addIssue('Must be <count>/<seconds>.')
      return z.NEVER
    })

const whole = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,6}$/.test(text) && Number(text) >= min && Number(text) <= max,
      `Must be a whole number from ${min} to ${max}.`,
    )
    .transform(Number)

const isOrigin = (text: string) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text
const origin = z
  .string()
  .transform((text) => text.replace(/\/$/, ''))
  .refine(isOrigin, 'Must be an origin: scheme, host and port, no path.')
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
const url = (pattern: RegExp, what: string) =>
  z
    .string()
    .refine((text) => pattern.test(text) && (text === 'off' || URL.canParse(text)), `Must be ${what}.`)
const postgres = url(/^postgres(ql)?:\/\//, 'a postgres:// URL')

/** Every setting by its name (docs: the settings table of the README), each with its default. */
export const settingFields = (defaults: Defaults) =>
  z.object({
    MODE: z.enum(['development', 'production'], 'Must be development or production.').default(defaults.mode),
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: whole(0, 65_535).default(8080),
    BASE_URL: origin.optional(),
    DATA_DIR: z.string().min(1).default('.data'),
    DATABASE_URL: postgres.optional(),
    DATABASE_DRIVER: z.enum(['pg', 'neon-http', 'pglite'], 'Must be pg, neon-http or pglite.').optional(),
    DATABASE_CONNECTIONS: whole(1, 500).optional(),
    NEON_HTTP_URL: url(/^https?:\/\//, 'an http:// or https:// URL').optional(),
    MIGRATION_DATABASE_URL: postgres.optional(),
    REDIS_URL: list.refine(
      (urls) => urls.every((item) => /^rediss?:\/\//.test(item) && URL.canParse(item)),
      'Must be redis:// or rediss:// URLs.',
    ),
    UPSTASH_REDIS_REST_URL: url(/^https?:\/\//, 'an https:// URL').optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().min(1).optional(),
    ALLOW_PLAINTEXT_HOSTS: list,
    ALLOW_PRIVATE_HOSTS: list,
    KEYS: z
      .string()
      .optional()
      .transform(keyRing(defaults.needs ?? servingPurposes)),
    ...auditFields,
    MAIL: z.string().default('file').transform(mailConfig),
    MAIL_FROM: z.string().min(3).max(320).default('Holdfast <no-reply@localhost>'),
    MAIL_WEBHOOK_SECRET: z
      .string()
      .regex(/^whsec_[\w+/=-]{16,250}$/, 'Must be the signing secret of the webhook, whsec_….')
      .optional(),
    RESEND_API_URL: vendorUrl('https://api.resend.com'),
    LIMIT_ADDRESS: rate('600/60'),
    LIMIT_CREDENTIAL: rate('600/60'),
    LIMIT_LOGIN: rate('20/60'),
    LIMIT_MAIL: rate('20/3600'),
    LIMIT_PAYMENTS: rate('3000/60'),
    PASSWORD_MIN_LENGTH: whole(8, 64).default(15),
    ...providerFields,
    ...paymentFields,
    PASSWORD_BREACHES: url(
      /^(off$|https?:\/\/[!-~]+\/$)/,
      'off, or an https:// URL that ends in /',
    ).optional(),
    TRUSTED_PROXIES: whole(0, 16).default(0),
    TOKEN_AUDIENCES: list.refine(
      (audiences) => audiences.every((audience) => /^[!-~]{1,200}$/.test(audience)),
      'Must be names of services, at most 200 visible characters each.',
    ),
    CORS_ORIGINS: list.refine((origins) => origins.every(isOrigin), 'Must be exact origins.'),
    METRICS_TOKEN: z.string().min(16, 'Must have at least 16 characters.').optional(),
    SECURITY_CONTACT: list.refine(
      (uris) =>
        uris.every((uri) => /^(https:\/\/|mailto:.+@|tel:\+?\d)[!-~]*$/.test(uri) && URL.canParse(uri)),
      'Must be mailto:, https:// or tel: URIs.',
    ),
    SECURITY_LANGUAGES: list
      .transform((tags) => (tags.length > 0 ? tags : ['en']))
      .refine(
        (tags) => tags.every((tag) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag)),
        'Must be language tags.',
      ),
    SECURITY_POLICY: url(/^https:\/\/[!-~]+$/, 'an https:// URL').optional(),
    DRAIN_SECONDS: whole(0, 20).optional(),
  })

const keyRing =
  (needs: readonly KeyPurpose[]) =>
  (text: string | undefined, context: z.RefinementCtx): KeyRing => {
    const ring = new Map<KeyPurpose, Key[]>(keyPurposes.map((purpose) => [purpose, []]))
    // Its absence is reported by `contradictions`, with the sentence that fits.
    if (text === undefined) return Object.fromEntries(ring) as unknown as KeyRing
    for (const item of text.split(',').map((part) => part.trim())) {
      const [kid, purpose, base64, ...rest] = item.split(':')
      const keys = ring.get(purpose as KeyPurpose)
      const bytes = Buffer.from(base64 ?? '', 'base64')
      if (!kid || !/^[\w-]{1,16}$/.test(kid) || !keys || bytes.length !== 32 || rest.length > 0) {
        context.addIssue('Every key must be kid:purpose:base64 of 32 bytes.')
        return z.NEVER
      }
      if (keys.some((key) => key.kid === kid)) {
        context.addIssue(`Has two keys for ${purpose} under one name.`)
        return z.NEVER
      }
      keys.push({ kid, bytes: new Uint8Array(bytes) })
    }
    const missing = needs.filter((purpose) => ring.get(purpose)?.length === 0)
    if (missing.length > 0) context.addIssue(`Lacks a key for: ${missing.join(', ')}.`)
    return Object.fromEntries(ring) as unknown as KeyRing
  }

/** Where Resend is, another setting says. */
type MailNamed =
  | Exclude<MailConfig, { driver: 'resend' }>
  | { readonly driver: 'resend'; readonly key: string }

function mailConfig(text: string, context: z.RefinementCtx): MailNamed {
  if (text === 'file') return { driver: 'file' }
  if (/^smtps?:\/\//.test(text) && URL.canParse(text)) return { driver: 'smtp', url: text }
  if (/^resend:.+/.test(text)) return { driver: 'resend', key: text.slice('resend:'.length) }
  context.addIssue('Must be file, smtp://… or resend:<key>.')
  return z.NEVER
}
