/**
 * Where backups go, who can read them, how many are kept and when one is made. Parsed apart from the other settings: a Worker
 * makes no backups and need not carry this.
 */
import * as z from 'zod'
import { isBucket, keyId, region, secret } from './bucket-settings.ts'
import type { BackupConfig, BackupPlace } from './config.ts'
import { crossesOpenly, inPlainText } from './plaintext-settings.ts'
import { list } from './setting-fields.ts'

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
  BACKUP_S3_KEY_ID: keyId,
  BACKUP_S3_SECRET: secret,
  BACKUP_S3_REGION: region,
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
  ALLOW_PLAINTEXT_HOSTS: list,
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
  const opens = ([, url]: readonly [string, string | undefined]) =>
    crossesOpenly(url, settings.ALLOW_PLAINTEXT_HOSTS)
  const named = [
    ['BACKUP_TO', to?.driver === 's3' ? to.url : undefined],
    ['DRILL_DATABASE_URL', settings.DRILL_DATABASE_URL],
  ] as const
  return [
    ...(to?.driver === 's3' ? signing : []).map(
      (name): Fault => [name, 'Is required where BACKUP_TO names a bucket (s3:…).'],
    ),
    ...(mode === 'production' && to && !recipients ? [['BACKUP_RECIPIENT', unread] as const] : []),
    ...named.filter(opens).map(([name]): Fault => [name, inPlainText]),
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
