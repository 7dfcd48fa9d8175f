/**
 * Bundled and run by `scripts/client.mjs`: the types of the client, from the OpenAPI document.
 *
 * What a program asks lies under /v1; the rest is for browsers and probes. Examples and headers make the file longer and no
 * type better. `If-Match` is the client's own to send, so no call has to name it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>
}

interface Operation {
  readonly responses: Readonly<Record<string, Response>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>
}

const [, , from = 'dist/openapi.json', to = 'client/schema.d.ts'] = process.argv
const { paths, components, ...rest } = JSON.parse(readFileSync(from, 'utf8')) as Document

const trimmed = {
  ...rest,
  paths: mapped(paths, (item, path) =>
    path.startsWith('/v1/')
      ? mapped(item, (one) => ({ ...one, responses: mapped(one.responses, bare) }))
      : undefined,
  ),
  components: {
    ...components,
    headers: {},
    parameters: mapped(components.parameters ?? {}, (one, name) =>
      name === 'IfMatch' ? { ...one, required: false } : one,
    ),
    responses: mapped(components.responses ?? {}, (one, name) =>
      name.startsWith('page.') ? undefined : bare(one),
    ),
  },
}

const head = '/** Made from the OpenAPI document by `npm run client`; not to be changed by hand. */\n\n'
writeFileSync(to, head + astToString(await openapiTS(trimmed as unknown as OpenAPI3)))

function bare({ content = {}, ...response }: Response) {
  return {
    ...response,
    headers: {},
    ...(Object.keys(content).length > 0 && { content: mapped(content, ({ schema }) => ({ schema })) }),
  }
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U | undefined) {
  const changed = Object.entries(record).map(([key, value]) => [key, change(value, key)] as const)
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined)) as Record<string, U>
}
