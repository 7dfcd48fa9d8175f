/** Pages: a list from its beginning to its end, whatever it holds. A page is asked for when it is needed, and not before. */
import type { Client, Init } from './client.ts'
import type { paths } from './schema.d.ts'

interface Page {
  readonly data: readonly unknown[]
  readonly page?: { readonly nextCursor: string | null }
}

type Listed<P extends keyof paths> = paths[P] extends {
  readonly get: {
    readonly responses: { readonly 200: { readonly content: { readonly 'application/json': infer B } } }
  }
}
  ? B extends Page
    ? B
    : never
  : never

/** Every path that answers with a list. */
export type ListPath = { [P in keyof paths]: [Listed<P>] extends [never] ? never : P }[keyof paths]

/** One page after the other. */
export async function* pages<P extends ListPath>(
  api: Client,
  path: P,
  init?: Init<P, 'get'>,
): AsyncGenerator<Listed<P>, void, undefined> {
  const get = api.GET as unknown as (path: string, init: object) => Promise<{ readonly data: Page }>
  const { params } = (init ?? {}) as { readonly params?: { readonly query?: object } }
  let cursor: string | null | undefined
  do {
    const query = { ...params?.query, ...(cursor && { cursor }) }
    const { data } = await get(path, { ...init, params: { ...params, query } })
    yield data as Listed<P>
    cursor = data.page?.nextCursor
  } while (cursor)
}

/** One item after the other, over all pages. */
export async function* each<P extends ListPath>(
  api: Client,
  path: P,
  init?: Init<P, 'get'>,
): AsyncGenerator<Listed<P>['data'][number], void, undefined> {
  const all: AsyncGenerator<Page> = pages(api, path, init)
  for await (const { data } of all) yield* data as Listed<P>['data'][number][]
}
