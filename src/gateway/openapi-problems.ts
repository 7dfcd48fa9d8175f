/** Which problems an endpoint can answer with, and how they look (RFC 9457). */
import { type ProblemCode, problems } from '../core/errors.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import type { JsonSchema } from './openapi-schema.ts'

/** What follows from the declaration, and what the endpoint adds to it; in the order of the closed list. */
export function problemsOf(endpoint: Endpoint): ProblemCode[] {
  const { input, access, method } = endpoint
  const received = Boolean(input.body || input.form || input.raw)
  const can: Partial<Record<ProblemCode, boolean>> = {
    malformed: received || endpoint.idempotent === true,
    'request-timeout': received,
    'too-large': received || method !== 'GET',
    'unsupported-media-type': received,
    'ambiguous-credentials': access !== 'operator' && !endpoint.unrecognised,
    unauthenticated: !endpoint.unrecognised,
    forbidden: typeof access === 'object' || access === 'session' || access === 'recent',
    'reauthentication-required':
      access === 'recent' || (typeof access === 'object' && access.recent === true),
    csrf: method !== 'GET',
    'not-found': endpoint.path.includes('{'),
    validation: true,
    'precondition-required': endpoint.conditional === 'required',
    'precondition-failed': endpoint.conditional !== undefined,
    'idempotency-mismatch': endpoint.idempotent ?? false,
    'in-progress': endpoint.idempotent ?? false,
    'rate-limited': true,
    internal: true,
    unavailable: true,
  }
  return (Object.keys(problems) as ProblemCode[]).filter(
    (code) => can[code] || endpoint.problems.includes(code),
  )
}

const fault: JsonSchema = {
  type: 'object',
  description: 'One fault in the input.',
  properties: {
    pointer: { type: 'string', description: 'Where, as a JSON Pointer (RFC 6901).' },
    code: { type: 'string', description: 'What is wrong, as a word for programs.' },
    detail: { type: 'string', description: 'What is wrong, as a sentence for people.' },
  },
  required: ['pointer', 'code', 'detail'],
}

export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457). Tell problems apart by `code`.',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'A page that explains the code.' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', enum: Object.keys(problems) },
    detail: { type: 'string', description: 'A sentence about this occurrence.' },
    instance: { type: 'string', format: 'uri', description: 'The request id, as a URN.' },
    errors: { type: 'array', items: fault },
  },
  required: ['type', 'title', 'status', 'code', 'instance'],
}

/** Headers that belong to a problem. */
const headersOf: Partial<Record<ProblemCode, readonly string[]>> = {
  conflict: ['Retry-After'],
  'in-progress': ['Retry-After'],
  'precondition-failed': ['ETag'],
  'rate-limited': ['Retry-After'],
  unavailable: ['Retry-After'],
}

/** Said by the write itself, so that a retry is told the same; what is refused before it is decided anew each time. */
export const isStored = (code: ProblemCode) =>
  [401, 403, 404, 409, 410, 412, 422].includes(problems[code].status) &&
  !['csrf', 'in-progress', 'idempotency-mismatch'].includes(code)

/** Codes grouped by their status: OpenAPI has one response for each. */
export function byStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  const groups = new Map<number, ProblemCode[]>()
  for (const code of codes)
    groups.set(problems[code].status, [...(groups.get(problems[code].status) ?? []), code])
  return new Map([...groups].sort(([a], [b]) => a - b))
}

/** One response that may hold any of these codes; to a person it is said on a page, to a program there as anywhere. */
export function problemResponse(
  codes: readonly ProblemCode[],
  refer: (header: string, always: boolean) => unknown,
  page = false,
) {
  const names = [...new Set(codes.flatMap((code) => headersOf[code] ?? []))]
  // A refused batch names the version of no row, and most conflicts do not pass with time.
  const always = (name: string) =>
    name !== 'ETag' && codes.every((code) => code !== 'conflict' && headersOf[code]?.includes(name))
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
    headers: Object.fromEntries(names.map((name) => [name, refer(name, always(name))])),
    content: {
      ...(page && { 'text/html': { schema: { type: 'string' } } }),
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: codes } } },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
      },
    },
  }
}

export function exampleProblem(code: ProblemCode) {
  const { status, title } = problems[code]
  return {
    type: `/problems/${code}`,
    title,
    status,
    code,
    ...(code === 'validation' ? { detail: '1 field' } : {}),
    instance: 'urn:uuid:0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70',
    ...(code === 'validation'
      ? { errors: [{ pointer: '#/email', code: 'invalid_format', detail: 'Must be an email address.' }] }
      : {}),
  }
}
