/** To whom sealed records of the audit log are handed on; by default to nobody. */
import * as z from 'zod'
import type { CollectorConfig } from './config.ts'
import { isReachedSafely } from './vendor-url.ts'

export const collectorExamples: Record<string, string> = {
  AUDIT_PUSH_URL: 'https://intake.example.com/v1/events',
  AUDIT_PUSH_TOKEN: 'the-token-of-the-intake',
}

export const collectorFields = {
  AUDIT_PUSH_URL: z
    .string()
    .refine(isReachedSafely, 'Must be an https:// URL, or an http:// one of this machine.')
    .optional(),
  AUDIT_PUSH_TOKEN: z
    .string()
    .regex(/^[!-~]{8,4096}$/, 'Must be 8 or more visible ASCII characters.')
    .optional(),
}

type Parsed = z.output<z.ZodObject<typeof collectorFields>>

export const collectorOf = ({
  AUDIT_PUSH_URL: url,
  AUDIT_PUSH_TOKEN: token,
}: Parsed): CollectorConfig | undefined => (url ? { url, token } : undefined)
