/**
 * Text as we keep it: NFC, well-formed, without control characters, never longer than said.
 *
 * Every string of every entity is one of these. Lengths count code points, as JSON Schema does, and
 * `overwrite` (not `transform`) keeps the schemas expressible in OpenAPI. A fault carries its own code in
 * `params.code`, and no message ever holds what was submitted.
 */
import * as z from 'zod'
import { canonicalEmail, emailFault } from './email.ts'
import { isUuid } from './ids.ts'

export interface Length {
  readonly max: number
  readonly min?: number
}

const control = /\p{Cc}/u
const controlInProse = /[^\P{Cc}\n\t]/u
const lineBreak = /[\u2028\u2029]/

/** One line: a name, a title, a code. Trimmed. */
export function line({ max, min = 0 }: Length) {
  return z
    .string()
    .overwrite((text) => text.normalize('NFC').trim())
    .refine(isWellFormed, notWellFormed)
    .refine((text) => !control.test(text) && !lineBreak.test(text), controlCharacter)
    .refine(...within(min, max))
    .meta({ minLength: min, maxLength: max })
}

/** Text of several lines: notes. Line ends become `\n`; nothing is trimmed. */
export function prose({ max, min = 0 }: Length) {
  return z
    .string()
    .overwrite((text) => text.normalize('NFC').replaceAll('\r\n', '\n'))
    .refine(isWellFormed, notWellFormed)
    .refine((text) => !controlInProse.test(text), controlCharacter)
    .refine(...within(min, max))
    .meta({ minLength: min, maxLength: max })
}

/** A password as it was typed: NFC (NIST SP 800-63B-4 §3.1.1.2), never trimmed. */
export function secret({ max, min = 1 }: Length) {
  return z
    .string()
    .overwrite((text) => text.normalize('NFC'))
    .refine(isWellFormed, notWellFormed)
    .refine((text) => !control.test(text), controlCharacter)
    .refine(...within(min, max))
    .meta({ minLength: min, maxLength: max, format: 'password', writeOnly: true })
}

/** An address in its one canonical form; see `core/email`. */
export const email = z
  .string()
  .overwrite((text) => canonicalEmail(text) ?? text)
  .check((context) => {
    const fault = emailFault(context.value)
    if (fault) {
      context.issues.push({
        code: 'custom',
        input: undefined,
        message: fault.detail,
        params: { code: fault.code },
      })
    }
  })
  .meta({ format: 'idn-email', minLength: 3, maxLength: 254 })

/** An id in its one spelling: a path that is spelt otherwise is no other name of the row. */
export const uuid = z
  .string()
  .refine(isUuid, { error: 'Must be a UUID in lower case.', params: { code: 'invalid_format' } })
  .meta({ format: 'uuid' })

/** How long a text is to a person: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

const isWellFormed = (text: string) => text.isWellFormed()

const notWellFormed = {
  error: 'Must be well-formed Unicode text.',
  params: { code: 'not_well_formed' },
}

const controlCharacter = {
  error: 'Must not contain control characters.',
  params: { code: 'control_character' },
}

function within(min: number, max: number) {
  const error =
    min > 0 ? `Must be ${min} to ${max} characters long.` : `Must be at most ${max} characters long.`
  const fits = (text: string) => {
    if (text.length < min || text.length > 2 * max) return false
    const length = codePoints(text)
    return length >= min && length <= max
  }
  return [fits, { error, params: { code: 'length' } }] as const
}
