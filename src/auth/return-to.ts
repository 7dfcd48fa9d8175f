/** Where a browser goes once its person is signed in: a path of ours, and never another house (CWE-601). */
import * as z from 'zod'

/** Where nothing else was asked for. */
export const home = '/account'

/** Stands for our own origin, whichever it is; no address of anybody's can be it (RFC 6761). */
const ours = 'http://ours.invalid'

/** Browsers take `\` for `/`, and drop tabs and line ends: none of them may stand here. */
export const returnTo = z
  .string()
  .max(512)
  .refine(isLocal, { error: 'Must be a path of this site.', params: { code: 'not_local' } })
  .describe('Where to go once signed in: a path of this site.')
  .meta({ example: '/account' })

export function isLocal(path: string): boolean {
  if (!/^\/(?![/\\])[!-~]*$/.test(path) || path.includes('\\') || !URL.canParse(path, ours)) return false
  const url = new URL(path, ours)
  // `/.//elsewhere.example` is a path to a parser, and another host to who resolves its outcome once more.
  return url.origin === ours && !url.pathname.startsWith('//')
}
