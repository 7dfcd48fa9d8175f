/**
 * Who seals the audit log. A process that is given an audit key does it beside its other work; where a key of the log had better not
 * lie with those who are asked by everybody, another one does nothing else (`holdfast audit seal`).
 */
import * as z from 'zod'
import type { DatabaseConfig, SealingConfig } from './config.ts'
import type { Key } from './keys.ts'

export const sealingExamples: Record<string, string> = {
  SEALER_DATABASE_URL: 'postgres://sealer:secret@db.example.com/holdfast?sslmode=verify-full',
  AUDIT_ORIGIN: 'api.example.com/audit',
}

export const sealingFields = {
  SEALER_DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), 'Must be a postgres:// URL.')
    .optional(),
  /** The name under which heads are signed; it must outlive a change of BASE_URL. */
  AUDIT_ORIGIN: z
    .string()
    .regex(
      /^[^\s+]{1,200}$/,
      'Must be a name without spaces or plus signs, such as the URL of the log without its scheme.',
    )
    .optional(),
}

type Parsed = z.output<z.ZodObject<typeof sealingFields>>

interface Around {
  readonly mode: string
  readonly driver: DatabaseConfig['driver']
  readonly auditKeys: readonly Key[]
  /** Does the process serve as well? One that only seals logs in with DATABASE_URL. */
  readonly serves: boolean
}

/** What shows only when they are seen together: the variable, and what is wrong with it. */
export function sealingContradictions(
  settings: Parsed,
  { mode, driver, auditKeys, serves }: Around,
): readonly (readonly [string, string])[] {
  if (
    !serves ||
    mode !== 'production' ||
    driver === 'pglite' ||
    auditKeys.length === 0 ||
    settings.SEALER_DATABASE_URL
  )
    return []
  const wrong =
    'Is required where KEYS holds an audit key: who seals the log logs in as the role sealer. Or leave that key to a process of its own, "holdfast audit seal".'
  return [['SEALER_DATABASE_URL', wrong]]
}

/** The origin (C2SP tlog-checkpoint): the URL of the log without its scheme. */
export const auditOriginOf = (settings: Parsed, baseUrl: string): string =>
  settings.AUDIT_ORIGIN ?? `${new URL(baseUrl).host}/audit`

export function sealingOf(settings: Parsed, { auditKeys }: Around): SealingConfig | undefined {
  return auditKeys.length > 0 ? { databaseUrl: settings.SEALER_DATABASE_URL } : undefined
}
