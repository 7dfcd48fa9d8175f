/** Where the heads of the audit log are published: any number of places, each in somebody else's hands. */
import * as z from 'zod'
import { isBucket, isPlace, keyId, region, secret } from './bucket-settings.ts'
import type { AnchorConfig } from './config.ts'
import { cosignerKeyOf } from './cosigner-key.ts'
import { canonicalEmail } from './email.ts'

export const anchorExamples: Record<string, string> = {
  AUDIT_ANCHORS: 's3:https://s3.eu-central-1.amazonaws.com/bucket/holdfast,mail:auditor@example.com',
  AUDIT_S3_KEY_ID: 'as-the-provider-shows-it',
  AUDIT_S3_SECRET: 'as-the-provider-shows-it',
  AUDIT_S3_REGION: 'eu-central-1',
  AUDIT_S3_LOCK_DAYS: '365',
}

/** How S3 is signed in to, other settings say. */
type AnchorNamed = Exclude<AnchorConfig, { driver: 's3' }> | { readonly driver: 's3'; readonly url: string }

const mostDays = 36_500

export const anchorFields = {
  AUDIT_ANCHORS: z.string().default('').transform(anchorsNamed),
  AUDIT_S3_KEY_ID: keyId,
  AUDIT_S3_SECRET: secret,
  AUDIT_S3_REGION: region,
  AUDIT_S3_LOCK_DAYS: z
    .string()
    .refine(
      (text) => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= mostDays,
      `Must be a whole number of days from 1 to ${mostDays}.`,
    )
    .transform(Number)
    .optional(),
}

type Parsed = z.output<z.ZodObject<typeof anchorFields>>

function anchorsNamed(text: string, context: z.RefinementCtx): readonly AnchorNamed[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
  const read = items.map(anchorNamed)
  // What was wrong is not repeated: a key may have been put in the wrong place.
  for (const wrong of new Set(read.filter((one) => typeof one === 'string'))) context.addIssue(wrong)
  const anchors = read.filter((one) => typeof one !== 'string')
  const names = anchors.map(nameOf)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice) context.addIssue(`Names ${twice} twice; what was published is noted by that name.`)
  return anchors
}

/** By which its anchor goes in the database, the log and the metrics. */
const nameOf = (anchor: AnchorNamed): string =>
  anchor.driver === 'witness' ? `witness:${cosignerKeyOf(anchor.vkey)?.name}` : anchor.driver

/** The anchor, or what is wrong with it. */
function anchorNamed(item: string): AnchorNamed | string {
  const [, driver, rest = ''] = /^([^:]+):(.+)$/.exec(item) ?? []
  switch (driver) {
    case 'folder':
      return { driver, dir: rest }
    case 's3':
      return isBucket(rest)
        ? { driver, url: rest }
        : 'After s3: must come the https:// URL of a bucket, and of a prefix in it.'
    case 'witness': {
      const [vkey = '', url = '', monitoring, ...more] = rest.split('|')
      if (!cosignerKeyOf(vkey))
        return 'After witness: must come the key of an Ed25519 cosigner, name+id+base64.'
      if (more.length > 0 || ![url, monitoring ?? url].every(isPlace))
        return 'After the key of a witness must come |, its https:// URL for submissions, and possibly | and the one for monitors.'
      return { driver, vkey, url, monitoring }
    }
    case 'mail': {
      const to = canonicalEmail(rest)
      return to ? { driver, to } : 'After mail: must come an address.'
    }
    default:
      return 'Must be folder:<path>, s3:<url>, witness:<key>|<url> or mail:<address>, with commas.'
  }
}

interface Around {
  readonly mode: string
  readonly auditKeys: readonly unknown[]
  /** Who serves needs mails anyway, and is told so elsewhere. */
  readonly serves: boolean
}

/** What shows only when they are seen together: the variable, and what is wrong with it. */
export function anchorContradictions(
  settings: Parsed & { readonly MAIL: { readonly driver: string }; readonly MAIL_FROM: string },
  { mode, auditKeys, serves }: Around,
): readonly (readonly [string, string])[] {
  const names = (wanted: AnchorConfig['driver']) =>
    settings.AUDIT_ANCHORS.some(({ driver }) => driver === wanted)
  const signing = (['AUDIT_S3_KEY_ID', 'AUDIT_S3_SECRET'] as const).filter((name) => !settings[name])
  const sending = [
    ...(settings.MAIL.driver === 'file' ? ['MAIL'] : []),
    ...(settings.MAIL_FROM.endsWith('@localhost>') ? ['MAIL_FROM'] : []),
  ]
  const mails = names('mail') && mode === 'production' && !serves && auditKeys.length > 0
  return [
    ...(names('s3') ? signing : []).map(
      (name) => [name, 'Is required where AUDIT_ANCHORS names a bucket (s3:…).'] as const,
    ),
    ...(mails ? sending : []).map(
      (name) =>
        [name, 'Is required where AUDIT_ANCHORS names a mailbox (mail:…): mails must leave.'] as const,
    ),
  ]
}

/** The URLs among them: what is published crosses a network. */
export const anchorUrls = ({ AUDIT_ANCHORS: anchors }: Parsed): readonly string[] =>
  anchors.flatMap((anchor) => {
    if (anchor.driver === 's3') return [anchor.url]
    return anchor.driver === 'witness' ? [anchor.url, ...(anchor.monitoring ? [anchor.monitoring] : [])] : []
  })

export const anchorsOf = (settings: Parsed): readonly AnchorConfig[] =>
  settings.AUDIT_ANCHORS.map((anchor) =>
    anchor.driver === 's3'
      ? {
          ...anchor,
          keyId: settings.AUDIT_S3_KEY_ID ?? '',
          secret: settings.AUDIT_S3_SECRET ?? '',
          region: settings.AUDIT_S3_REGION,
          lockDays: settings.AUDIT_S3_LOCK_DAYS,
        }
      : anchor,
  )
