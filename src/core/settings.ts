/**
 * From an environment to a `Config`. All faults are reported at once, each naming its variable, what is wrong and
 * an example. Nothing here reads an environment: an entry hands it over as a record.
 */
import type { z } from 'zod'
import { anchorContradictions, anchorsOf } from './anchor-settings.ts'
import { collectorOf } from './collector-settings.ts'
import type { Config, DatabaseConfig, Defaults, RedisConfig } from './config.ts'
import { paymentContradictions, paymentsOf } from './payment-settings.ts'
import { breachesOf, plaintext } from './plaintext-settings.ts'
import { providerContradictions, providersOf } from './provider-settings.ts'
import { auditOriginOf, sealingContradictions, sealingOf } from './sealing-settings.ts'
import { examples, settingFields } from './setting-fields.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface SettingFault {
  readonly name: string
  readonly wrong: string
  readonly example: string
}

export type Settings = { readonly config: Config } | { readonly faults: readonly SettingFault[] }

type Parsed = z.output<ReturnType<typeof settingFields>>

export function parseSettings(environment: Environment, defaults: Defaults): Settings {
  // An empty variable is an absent one: compose files and shells cannot tell them apart.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const fields = settingFields(defaults)
  const parsed = fields.safeParse(given)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => fault(String(path[0]), message))
    const names = new Set(wrong.map(({ name }) => name))
    const others = Object.fromEntries(Object.entries(given).filter(([name]) => !names.has(name)))
    return { faults: [...wrong, ...together(fields.parse(others), others, defaults).filter(besides(names))] }
  }
  const faults = together(parsed.data, given, defaults)
  return faults.length > 0 ? { faults } : { config: configure(parsed.data, defaults) }
}

/** Faults that show only when settings are seen together. */
const together = (settings: Parsed, given: object, defaults: Defaults) => [
  ...contradictions(settings, given, defaults),
  ...plaintext(settings).map(([name, wrong]) => fault(name, wrong)),
  ...[
    ...providerContradictions(settings, settings.MODE),
    ...paymentContradictions(settings),
    ...sealingContradictions(settings, around(settings, defaults)),
    ...anchorContradictions(settings, around(settings, defaults)),
  ].map(([name, wrong]) => fault(name, wrong)),
]

/** What decides about sealing and publishing. */
const around = (settings: Parsed, defaults: Defaults) => ({
  mode: settings.MODE,
  driver: driverOf(settings, defaults),
  auditKeys: settings.KEYS.audit,
  serves: defaults.needs === undefined,
})

/** Whether these are needed, others decide. */
const decidedBy: Readonly<Record<string, readonly string[]>> = {
  DATABASE_URL: ['DATABASE_DRIVER', 'NEON_HTTP_URL'],
  STRIPE_SECRET_KEY: ['PAYMENTS'],
  STRIPE_WEBHOOK_SECRET: ['PAYMENTS'],
  SEALER_DATABASE_URL: ['KEYS', 'MODE', 'DATABASE_DRIVER', 'NEON_HTTP_URL', 'DATABASE_URL'],
  ...Object.fromEntries(
    ['KEYS', 'BASE_URL', 'MAIL', 'MAIL_FROM', 'OIDC_PROVIDERS', 'ALLOW_PRIVATE_HOSTS'].map((name) => [
      name,
      ['MODE'],
    ]),
  ),
}

/** What is wrong by itself is missing to the others, and says nothing about what it decides. */
const besides =
  (wrong: ReadonlySet<string>) =>
  ({ name }: SettingFault) =>
    !wrong.has(name) && !decidedBy[name]?.some((other) => wrong.has(other))

const fault = (name: string, wrong: string): SettingFault => ({
  name,
  wrong,
  example: `${name}=${examples[name] ?? '…'}`,
})

function driverOf(settings: Parsed, defaults: Defaults) {
  return (
    settings.DATABASE_DRIVER ??
    (settings.NEON_HTTP_URL
      ? 'neon-http'
      : settings.DATABASE_URL
        ? defaults.database === 'neon-http'
          ? 'neon-http'
          : 'pg'
        : defaults.database)
  )
}

function contradictions(settings: Parsed, given: object, defaults: Defaults): SettingFault[] {
  const faults: SettingFault[] = []
  if (driverOf(settings, defaults) !== 'pglite' && !settings.DATABASE_URL)
    faults.push(fault('DATABASE_URL', 'Is required by this database driver.'))
  if (!settings.UPSTASH_REDIS_REST_URL !== !settings.UPSTASH_REDIS_REST_TOKEN) {
    const missing = settings.UPSTASH_REDIS_REST_URL ? 'UPSTASH_REDIS_REST_TOKEN' : 'UPSTASH_REDIS_REST_URL'
    faults.push(fault(missing, 'Is missing; URL and token go together.'))
  }
  if (settings.UPSTASH_REDIS_REST_URL && settings.REDIS_URL.length > 0)
    faults.push(fault('REDIS_URL', 'Give this or UPSTASH_REDIS_REST_URL, not both.'))
  const { needs } = defaults
  if (needs?.length !== 0 && !('KEYS' in given))
    faults.push(fault('KEYS', 'Is required here: one 32-byte key for each purpose.'))
  if (settings.MODE === 'production' && !settings.BASE_URL)
    faults.push(fault('BASE_URL', 'Is required in production.'))
  // Who does not serve sends few mails, and may send none.
  if (!needs && settings.MODE === 'production' && settings.MAIL.driver === 'file')
    faults.push(fault('MAIL', 'Is required in production: mails must leave.'))
  if (!needs && settings.MODE === 'production' && !('MAIL_FROM' in given))
    faults.push(fault('MAIL_FROM', 'Is required in production: nobody takes mails from localhost.'))
  if (settings.MODE === 'production' && settings.ALLOW_PRIVATE_HOSTS.length > 0)
    faults.push(
      fault('ALLOW_PRIVATE_HOSTS', 'Is for development: a webhook would reach into your own network.'),
    )
  return faults
}

function configure(settings: Parsed, defaults: Defaults): Config {
  const { UPSTASH_REDIS_REST_URL: restUrl, UPSTASH_REDIS_REST_TOKEN: restToken } = settings
  const driver = driverOf(settings, defaults)
  const address = settings.DATABASE_URL ?? ''
  const database: DatabaseConfig =
    driver === 'pglite'
      ? { driver }
      : driver === 'pg'
        ? { driver, url: address, connections: settings.DATABASE_CONNECTIONS }
        : { driver, url: address, endpoint: settings.NEON_HTTP_URL }
  const redis: RedisConfig =
    restUrl && restToken
      ? { driver: 'upstash', url: restUrl, token: restToken }
      : settings.REDIS_URL.length > 0
        ? { driver: 'node-redis', urls: settings.REDIS_URL }
        : { driver: 'memory' }
  const baseUrl =
    settings.BASE_URL ??
    `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${settings.PORT}`
  return {
    mode: settings.MODE,
    host: settings.HOST,
    port: settings.PORT,
    baseUrl,
    dataDir: settings.DATA_DIR,
    database,
    migrationDatabaseUrl: settings.MIGRATION_DATABASE_URL,
    redis,
    privateHosts: settings.ALLOW_PRIVATE_HOSTS,
    keys: settings.KEYS,
    sealing: sealingOf(settings, around(settings, defaults)),
    auditOrigin: auditOriginOf(settings, baseUrl),
    collector: collectorOf(settings),
    anchors: anchorsOf(settings),
    mail:
      settings.MAIL.driver === 'resend' ? { ...settings.MAIL, url: settings.RESEND_API_URL } : settings.MAIL,
    mailFrom: settings.MAIL_FROM,
    payments: paymentsOf(settings),
    mailWebhookSecret: settings.MAIL_WEBHOOK_SECRET,
    limits: {
      address: settings.LIMIT_ADDRESS,
      credential: settings.LIMIT_CREDENTIAL,
      login: settings.LIMIT_LOGIN,
      mail: settings.LIMIT_MAIL,
      payments: settings.LIMIT_PAYMENTS,
    },
    passwordMinLength: settings.PASSWORD_MIN_LENGTH,
    providers: providersOf(settings),
    passwordBreaches: breachesOf(settings),
    trustedProxies: settings.TRUSTED_PROXIES,
    tokenAudiences: settings.TOKEN_AUDIENCES,
    corsOrigins: settings.CORS_ORIGINS,
    metricsToken: settings.METRICS_TOKEN,
    security:
      settings.SECURITY_CONTACT.length > 0
        ? {
            contacts: settings.SECURITY_CONTACT,
            languages: settings.SECURITY_LANGUAGES,
            policy: settings.SECURITY_POLICY,
          }
        : undefined,
    drainSeconds: settings.DRAIN_SECONDS ?? (settings.MODE === 'production' ? 5 : 0),
  }
}
