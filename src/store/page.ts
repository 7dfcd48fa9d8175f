/** Pages: how a list is asked for one, and how it says where the next begins. */
import * as z from 'zod'
import type { Call, Reply } from '../ports/endpoint.ts'
import { type CursorValue, openCursor, sealCursor } from './cursor.ts'

export const defaultLimit = 25
const maxLimit = 100

/** How every list says where it goes on. */
export const pageShape = z.strictObject({ nextCursor: z.string().nullable(), hasMore: z.boolean() })

export const cursor = z
  .string()
  .describe('`nextCursor` of the page before. It belongs to the same filters and the same order.')

export const limit = z
  .string()
  .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= maxLimit, {
    error: `Must be a whole number from 1 to ${maxLimit}.`,
    params: { code: 'invalid_value' },
  })
  .meta({
    pattern: '^(100|[1-9][0-9]?)$',
    description: `How many at most: 1 to ${maxLimit}. Default: ${defaultLimit}.`,
  })

/** The query of a list that can only be paged through. */
export const pageQuery = {
  schema: z.strictObject({ limit: limit.optional(), cursor: cursor.optional() }),
  parse: (sent: { readonly limit?: string | undefined; readonly cursor?: string | undefined }) => ({
    limit: sent.limit === undefined ? defaultLimit : Number(sent.limit),
    cursor: sent.cursor,
  }),
}

/** What a page newest first is made of. */
export interface NewestFirst<R extends { readonly id: CursorValue }> {
  /** What the cursor belongs to: nowhere else does it open. */
  readonly about: readonly unknown[]
  readonly limit: number
  readonly cursor: string | undefined
  /** At most `count` rows by falling ids, those below `before`; null = from the newest. */
  readonly find: (before: CursorValue, count: number) => Promise<readonly R[]>
  readonly show: (row: R) => unknown
}

/** One page of what is told by falling ids, and where the next begins. */
export async function newestFirst<R extends { readonly id: CursorValue }>(
  { ports, target }: Pick<Call, 'ports' | 'target'>,
  { about, limit, cursor, find, show }: NewestFirst<R>,
): Promise<Reply> {
  const keys = ports.config.keys.cursor
  const purpose = JSON.stringify(about)
  const [before = null] = cursor === undefined ? [] : openCursor(keys, purpose, cursor)
  const found = await find(before, limit + 1)
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  const nextCursor = last ? sealCursor(keys, purpose, [last.id]) : null
  return {
    body: { data: rows.map(show), page: { nextCursor, hasMore: nextCursor !== null } },
    headers: nextLink(target, nextCursor),
  }
}

/** The header that says so as well (RFC 8288); none on the last page. */
export function nextLink(target: string, nextCursor: string | null): Readonly<Record<string, string>> {
  return nextCursor === null ? {} : { link: `<${withCursor(target, nextCursor)}>; rel="next"` }
}

/** The same question with another place to begin; a path, never an origin that a `Host` header could name. */
function withCursor(target: string, cursor: string): string {
  // A query may hold more question marks (RFC 3986 §3.4).
  const asked = target.indexOf('?')
  const path = asked < 0 ? target : target.slice(0, asked)
  const query = new URLSearchParams(asked < 0 ? '' : target.slice(asked))
  query.set('cursor', cursor)
  return `${path}?${query}`
}
