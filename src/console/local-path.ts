/** Where a form may lead on to: a page of ours, by its path alone. Never another site, whatever a link says. */

/** Letters, digits and single slashes: no host, no scheme, no backslash, no escape, nothing to be clever with. */
const plain = /^(\/[a-z0-9-]+)+$/

/** The path that was asked for, or else `otherwise`. */
export function localPath(asked: string | undefined, otherwise = '/account'): string {
  return asked !== undefined && asked.length <= 100 && plain.test(asked) && !asked.startsWith('/v1/')
    ? asked
    : otherwise
}

/** `/sign-in?then=/account/password`; the usual goal goes without saying. */
export const leadingTo = (page: string, then: string) =>
  localPath(then) === '/account' ? page : `${page}?then=${localPath(then)}`
