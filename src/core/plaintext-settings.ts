/** What leaves this machine, and over what: settings that name a server must name one that is spoken to in secret. */
import type { z } from 'zod'
import { isLoopback } from './address.ts'
import { anchorUrls } from './anchor-settings.ts'
import { publicRanges, type settingFields } from './setting-fields.ts'

type Parsed = z.output<ReturnType<typeof settingFields>>

export const inPlainText =
  'Would cross the network in plain text; use TLS, or name the host in ALLOW_PLAINTEXT_HOSTS.'

/** To another machine, none of `allowed`, and not encrypted? Not where there is no URL. */
export function crossesOpenly(text: string | undefined, allowed: readonly string[]): boolean {
  if (!text) return false
  const { protocol, hostname, searchParams } = new URL(text)
  if (isLoopback(hostname) || allowed.includes(hostname)) return false
  if (/^postgres/.test(protocol))
    return !/^(require|verify-ca|verify-full)$/.test(searchParams.get('sslmode') ?? '')
  return protocol === 'redis:' || protocol === 'http:'
}

/** Data crosses a network encrypted, or the operator names the host to which it need not. */
export function plaintext(settings: Parsed): readonly [name: string, wrong: string][] {
  const named: [string, string | undefined][] = [
    // Neon's driver takes the URL for its name only: what travels is HTTPS, or NEON_HTTP_URL.
    [
      'DATABASE_URL',
      settings.NEON_HTTP_URL || settings.DATABASE_DRIVER === 'neon-http' ? undefined : settings.DATABASE_URL,
    ],
    ['MIGRATION_DATABASE_URL', settings.MIGRATION_DATABASE_URL],
    [
      'SEALER_DATABASE_URL',
      settings.NEON_HTTP_URL || settings.DATABASE_DRIVER === 'neon-http'
        ? undefined
        : settings.SEALER_DATABASE_URL,
    ],
    ['NEON_HTTP_URL', settings.NEON_HTTP_URL],
    ['UPSTASH_REDIS_REST_URL', settings.UPSTASH_REDIS_REST_URL],
    ['PASSWORD_BREACHES', breachesOf(settings)],
    ...anchorUrls(settings).map((item): [string, string] => ['AUDIT_ANCHORS', item]),
    ...settings.REDIS_URL.map((item): [string, string] => ['REDIS_URL', item]),
  ]
  return named
    .filter(([, text]) => crossesOpenly(text, settings.ALLOW_PLAINTEXT_HOSTS))
    .map(([name]) => [name, inPlainText])
}

/** A development machine may be offline, and its passwords guard nothing. */
export function breachesOf({ MODE, PASSWORD_BREACHES: given }: Parsed): string | undefined {
  if (given === undefined) return MODE === 'production' ? publicRanges : undefined
  return given === 'off' ? undefined : given
}
