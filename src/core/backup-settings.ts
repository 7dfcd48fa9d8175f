/**
 * Where backups go, who can read them, how many are kept and when one is made. Parsed apart from the other settings: a Worker
 * makes no backups and need not carry this.
 */
import * as z from 'zod'
import { isLoopback } from './address.ts'
import type { BackupConfig, BackupPlace } from './config.ts'

export const backupExamples: Readonly<Record<string, string>> = {
  BACKUP_TO: 's3:https://s3.eu-central-1.amazonaws.com/bucket/holdfast',
  BACKUP_S3_KEY_ID: 'as-the-provider-shows-it',
  BACKUP_S3_SECRET: 'as-the-provider-shows-it',
  BACKUP_S3_REGION: 'eu-central-1',
  BACKUP_RECIPIENT: 'age1… as age-keygen prints it',
  BACKUP_IDENTITY_FILE: '/run/secrets/backup-identity',
  BACKUP_KEEP: '7',
  BACKUP_SCHEDULE: '17 3 * * *',
  BACKUP_METRICS_FILE: '/var/lib/node_exporter/textfile/holdfast.prom',
  DRILL_SCHEDULE: '17 5 * * 0',
  DRILL_DATABASE_URL: 'postgres://postgres@127.0.0.1:5433/postgres',
}

/** How S3 is signed in to, other settings say. */
type Place =
  | { readonly driver: 'folder'; readonly dir: string }
  | { readonly driver: 's3'; readonly url: string }

const isBucket = (text: string) =>
  URL.canParse(text) &&
  !/[?#@]/.test(text) &&
  /^https?:\/\/([^/]+\.s3[.-][^/]+|[^/]+\/[\w.-]+)(\/[\w.-]+)*\/?$/.test(text)

const printed = (what: string) =>
  z
    .string()
    .regex(/^[!-~]{1,200}$/, `Must be ${what}.`)
    .optional()

/** Five fields, or six with seconds: croner says the rest when it is used. */
const cron = z
  .string()
  .regex(/^(off|[\d*/,A-Za-z#?LW-]+( +[\d*/,A-Za-z#?LW-]+){4,5})$/, 'Must be a cron expression, or off.')
  .optional()

export const backupFields = z.object({
  BACKUP_TO: z
    .string()
    .transform((text, context): Place => {
      const [, driver, rest = ''] = /^([^:]+):(.+)$/.exec(text) ?? []
      if (driver === 'folder') return { driver, dir: rest }
      if (driver === 's3' && isBucket(rest)) return { driver, url: rest }
      context.addIssue('Must be folder:<path>, or s3:<https:// URL of a bucket and a prefix in it>.')
      return z.NEVER
    })
    .optional(),
  BACKUP_S3_KEY_ID: printed('the id of a key'),
  BACKUP_S3_SECRET: printed('the secret of a key'),
  BACKUP_S3_REGION: z
    .string()
    .regex(/^[a-z\d-]{1,40}$/, 'Must be the name of a region.')
    .default('us-east-1'),
  BACKUP_RECIPIENT: z
    .string()
    .transform((text) => (text === 'none' ? [] : text.split(',').map((one) => one.trim())))
    .refine(
      (recipients) => recipients.every((one) => /^age1[a-z\d]{10,}$/.test(one)),
      'Must be public recipients of age (age1…) with commas, or none.',
    )
    .optional(),
  BACKUP_IDENTITY_FILE: z.string().min(1).optional(),
  BACKUP_KEEP: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'Must be a whole number from 1 to 9999.')
    .default('7')
    .transform(Number),
  BACKUP_SCHEDULE: cron,
  BACKUP_METRICS_FILE: z.string().min(1).optional(),
  DRILL_SCHEDULE: cron,
  DRILL_DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), 'Must be a postgres:// URL.')
    .optional(),
  /** Of the other settings; what they say wrongly, they are told elsewhere. */
  MODE: z.string().optional().catch(undefined),
  ALLOW_PLAINTEXT_HOSTS: z.string().default(''),
})

type Parsed = z.output<typeof backupFields>
type Fault = readonly [name: string, wrong: string]

/** The settings, or what is wrong with them: the variable and a sentence. */
export function parseBackupSettings(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly backup: BackupConfig } | { readonly faults: readonly Fault[] } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value))
  const parsed = backupFields.safeParse(given)
  if (!parsed.success)
    return { faults: parsed.error.issues.map(({ path, message }) => [String(path[0]), message] as const) }
  const faults = contradictions(parsed.data)
  return faults.length > 0 ? { faults } : { backup: configure(parsed.data) }
}

function contradictions(settings: Parsed): Fault[] {
  const { BACKUP_TO: to, BACKUP_RECIPIENT: recipients, MODE: mode } = settings
  const signing = (['BACKUP_S3_KEY_ID', 'BACKUP_S3_SECRET'] as const).filter((name) => !settings[name])
  const unread =
    'Is required in production where BACKUP_TO is set: whose age identity can read the backups. "none" leaves them readable.'
  const plain = 'Would cross the network in plain text; use TLS, or name the host in ALLOW_PLAINTEXT_HOSTS.'
  const open = (url: string, isSecret: (url: URL) => boolean) => {
    const parsed = new URL(url)
    const named = settings.ALLOW_PLAINTEXT_HOSTS.split(',').map((host) => host.trim())
    return !isSecret(parsed) && !isLoopback(parsed.hostname) && !named.includes(parsed.hostname)
  }
  const { DRILL_DATABASE_URL: scratch } = settings
  return [
    ...(to?.driver === 's3' ? signing : []).map(
      (name): Fault => [name, 'Is required where BACKUP_TO names a bucket (s3:…).'],
    ),
    ...(mode === 'production' && to && !recipients ? [['BACKUP_RECIPIENT', unread] as const] : []),
    ...(to?.driver === 's3' && open(to.url, ({ protocol }) => protocol === 'https:')
      ? [['BACKUP_TO', plain] as const]
      : []),
    ...(scratch &&
    open(scratch, ({ searchParams }) =>
      /^(require|verify-ca|verify-full)$/.test(searchParams.get('sslmode') ?? ''),
    )
      ? [['DRILL_DATABASE_URL', plain] as const]
      : []),
  ]
}

const configure = (settings: Parsed): BackupConfig => ({
  to: placeOf(settings),
  recipients: settings.BACKUP_RECIPIENT ?? [],
  identityFile: settings.BACKUP_IDENTITY_FILE,
  keep: settings.BACKUP_KEEP,
  schedule: settings.BACKUP_SCHEDULE,
  metricsFile: settings.BACKUP_METRICS_FILE,
  drillSchedule: settings.DRILL_SCHEDULE,
  drillDatabaseUrl: settings.DRILL_DATABASE_URL,
})

function placeOf({ BACKUP_TO: to, ...settings }: Parsed): BackupPlace | undefined {
  if (to?.driver !== 's3') return to
  return {
    ...to,
    keyId: settings.BACKUP_S3_KEY_ID ?? '',
    secret: settings.BACKUP_S3_SECRET ?? '',
    region: settings.BACKUP_S3_REGION,
  }
}
