/** What the program was told, parsed once; see `core/settings` for how it is read from an environment. */
import type { KeyPurpose, KeyRing } from './keys.ts'

export interface Rate {
  readonly count: number
  readonly windowSeconds: number
}

export type DatabaseConfig =
  | { readonly driver: 'pglite' }
  /** `connections`: at most so many; undefined leaves it to the entry, which knows the machine. */
  | { readonly driver: 'pg'; readonly url: string; readonly connections?: number | undefined }
  | { readonly driver: 'neon-http'; readonly url: string; readonly endpoint: string | undefined }

export type RedisConfig =
  | { readonly driver: 'memory' }
  | { readonly driver: 'node-redis'; readonly urls: readonly string[] }
  | { readonly driver: 'upstash'; readonly url: string; readonly token: string }

export type MailConfig =
  | { readonly driver: 'file' }
  | { readonly driver: 'smtp'; readonly url: string }
  | { readonly driver: 'resend'; readonly key: string; readonly url: string }

/** Another house that vouches for people. `name` stands in our paths, `title` on the sign-in page. */
export type ProviderConfig = {
  readonly name: string
  readonly title: string
  readonly clientId: string
  readonly clientSecret: string
} & ({ readonly kind: 'openid'; readonly issuer: string } | { readonly kind: 'github' })

/** Who takes payments; `manual`: nobody, and whoever owns an invoice records that it was paid. */
export type PaymentsConfig =
  | { readonly driver: 'manual' }
  | {
      readonly driver: 'stripe'
      readonly key: string
      /** Any of them may have signed what is believed. */
      readonly webhookSecrets: readonly string[]
      readonly url: string
    }

/** Sealing the audit log in this process. `databaseUrl`: where it logs in as `sealer`; undefined: as it does anyway (embedded, development). */
export interface SealingConfig {
  readonly databaseUrl: string | undefined
}

/** Who is handed what was sealed: an intake that takes JSON by POST. */
export interface CollectorConfig {
  readonly url: string
  readonly token: string | undefined
}

/** S3-compatible storage, and who asks there. */
export interface BucketConfig {
  /** Of the bucket and of a prefix in it: `https://s3.eu-central-1.amazonaws.com/bucket/holdfast`, or with the bucket in the host's name. */
  readonly url: string
  readonly keyId: string
  readonly secret: string
  readonly region: string
}

/** Where heads of the audit log are published. */
export type AnchorConfig =
  | { readonly driver: 'folder'; readonly dir: string }
  | (BucketConfig & { readonly driver: 's3'; readonly lockDays: number | undefined })
  /** `monitoring`: where it can be asked what it holds. */
  | {
      readonly driver: 'witness'
      readonly vkey: string
      readonly url: string
      readonly monitoring: string | undefined
    }
  | { readonly driver: 'mail'; readonly to: string }

/** Where backups lie. */
export type BackupPlace =
  | { readonly driver: 'folder'; readonly dir: string }
  | (BucketConfig & { readonly driver: 's3' })

export interface BackupConfig {
  /** Undefined: nobody said. An embedded database is then kept beside itself. */
  readonly to: BackupPlace | undefined
  /** Public recipients of age; empty: backups are not encrypted. */
  readonly recipients: readonly string[]
  /** Whose secret half opens them, for restore and drill. */
  readonly identityFile: string | undefined
  readonly keep: number
  /** Cron expressions; `off`: never. */
  readonly schedule: string | undefined
  readonly drillSchedule: string | undefined
  /** A server on which a drill may make a database. */
  readonly drillDatabaseUrl: string | undefined
  /** What a collector of textfiles reads. */
  readonly metricsFile: string | undefined
}

/** What security.txt says (RFC 9116). */
export interface SecurityConfig {
  /** URIs, in order of preference. */
  readonly contacts: readonly string[]
  readonly languages: readonly string[]
  readonly policy: string | undefined
}

export interface Config {
  readonly mode: 'development' | 'production'
  readonly host: string
  readonly port: number
  /** The public origin, without a trailing slash. */
  readonly baseUrl: string
  readonly dataDir: string
  readonly database: DatabaseConfig
  /** Where `migrate` logs in; absent: as the app does (development and embedded only). */
  readonly migrationDatabaseUrl: string | undefined
  readonly redis: RedisConfig
  /** Hosts of our own network that a webhook may be sent to; development only, default none. */
  readonly privateHosts: readonly string[]
  readonly keys: KeyRing
  /** Undefined: another process seals the log. */
  readonly sealing: SealingConfig | undefined
  /** Whose log it is: the name under which its heads are signed. */
  readonly auditOrigin: string
  /** Undefined: the log is handed to nobody. */
  readonly collector: CollectorConfig | undefined
  /** Where they are published; default nowhere. */
  readonly anchors: readonly AnchorConfig[]
  /** Undefined where no backup can be made: on a Worker. */
  readonly backup?: BackupConfig | undefined
  readonly mail: MailConfig
  readonly mailFrom: string
  readonly payments: PaymentsConfig
  readonly limits: Readonly<Record<'address' | 'credential' | 'login' | 'mail' | 'payments', Rate>>
  /** By which a mail provider shows that it is they who tell of a mail; undefined: nobody is believed. */
  readonly mailWebhookSecret?: string | undefined
  readonly passwordMinLength: number
  /** Password hashes computed at once; undefined where no entry knows the machine. */
  readonly hashesAtOnce?: number | undefined
  /** Who else may sign people in; default nobody. */
  readonly providers: readonly ProviderConfig[]
  /** Where leaked passwords are asked for, by range; undefined: nowhere. */
  readonly passwordBreaches: string | undefined
  readonly trustedProxies: number
  /** Other services that a token may be made for. */
  readonly tokenAudiences: readonly string[]
  readonly corsOrigins: readonly string[]
  readonly metricsToken: string | undefined
  /** Absent: nobody is named. */
  readonly security: SecurityConfig | undefined
  /** How long a stopping process still takes requests while it says that it is not ready: for those who balance load. */
  readonly drainSeconds: number
}

/** What an entry assumes where the environment is silent. */
export interface Defaults {
  readonly mode: Config['mode']
  readonly database: 'pglite' | 'neon-http'
  /** Purposes that KEYS must hold a key for, of a process that does not serve; default all that serving takes. */
  readonly needs?: readonly KeyPurpose[]
}
