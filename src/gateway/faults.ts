/** From what zod found to faults a client can act on: where, which, and a sentence without any submitted value. */
import * as z from 'zod'
import type { Fault } from '../core/errors.ts'

/** `at` is where the part stands: `''` for the body, `/query`, `/params`. */
export function faultsOf(
  error: z.core.$ZodError,
  at: string,
  schema: z.core.$ZodType,
  sent: unknown,
): Fault[] {
  return error.issues.map((issue) => {
    const pointer = `#${at}${issue.path.map((step) => `/${escapeStep(String(step))}`).join('')}`
    if (isAbsent(sent, issue.path)) return { pointer, code: 'required', detail: 'Is required.' }
    return { pointer, code: codeOf(issue), detail: detailOf(issue, schema) }
  })
}

/** Zod names an absent value by what it should have been: a type here, one of a list there. */
function isAbsent(sent: unknown, path: readonly PropertyKey[]): boolean {
  let at = sent
  for (const step of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[step]
  return at === undefined
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom')
    return typeof issue.params?.code === 'string' ? issue.params.code : 'invalid_value'
  return issue.code === 'unrecognized_keys' ? 'unknown_key' : issue.code
}

/** Zod's own sentence names types and bounds; only that for unknown keys repeats what was sent. */
function detailOf(issue: z.core.$ZodIssue, schema: z.core.$ZodType): string {
  if (issue.code !== 'unrecognized_keys') return issue.message
  const known = keysAt(schema, issue.path)
  if (!known) return 'Holds a key that is not known here.'
  return known.length > 0 ? `Only these are known here: ${known.join(', ')}.` : 'No key is known here.'
}

function keysAt(schema: z.core.$ZodType | undefined, path: readonly PropertyKey[]): string[] | undefined {
  let at = unwrap(schema)
  for (const step of path) {
    if (at instanceof z.ZodObject) at = unwrap(at.shape[String(step)])
    else if (at instanceof z.ZodArray) at = unwrap(at.element)
    else return undefined
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : undefined
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap())
  if (schema instanceof z.ZodPipe) return unwrap(schema.in)
  return schema
}

/** RFC 6901 §3. */
const escapeStep = (step: string) => step.replaceAll('~', '~0').replaceAll('/', '~1')
