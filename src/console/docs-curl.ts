/** One operation as a line for a terminal. */
import type { Operation } from '../gateway/openapi.ts'
import type { JsonSchema } from '../gateway/openapi-schema.ts'
import type { Resolve } from './docs-schema.tsx'

export interface Request {
  readonly baseUrl: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
  readonly resolve: Resolve
}

export function curlOf({ baseUrl, method, path, operation, resolve }: Request): string {
  const parameters = (operation.parameters ?? []).map(resolve)
  const url = path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => exampleIn(parameters, 'path', name) ?? `<${name}>`,
  )
  const media = mediaOf(operation)
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${baseUrl}${url}'`,
    ...(operation.security.length > 0 ? ["-H 'Authorization: Bearer <token>'"] : []),
    ...headers(parameters).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(media ? [`-H 'Content-Type: ${media.type}'`, `-d '${quote(media.example)}'`] : []),
  ]
  return lines.join(' \\\n  ')
}

const exampleIn = (parameters: readonly JsonSchema[], place: string, name: string) =>
  parameters.find((one) => one.in === place && one.name === name)?.example as string | undefined

/** What a call needs, and the key that makes a write safe to repeat; a conditional read is for those who know it. */
function headers(parameters: readonly JsonSchema[]) {
  return parameters
    .filter((one) => one.in === 'header' && (one.required || one.name === 'Idempotency-Key'))
    .map((one) => [one.name, one.example] as const)
}

export function mediaOf({ requestBody }: Operation) {
  const [first] = Object.entries(requestBody?.content ?? {})
  return first && { type: first[0], schema: (first[1].schema ?? {}) as JsonSchema, example: first[1].example }
}

/** JSON inside single quotes of a shell. */
const quote = (example: unknown) =>
  example === undefined
    ? '{ … }'
    : JSON.stringify(example, null, 2).replaceAll("'", "'\\''").replaceAll('\n', '\n  ')
