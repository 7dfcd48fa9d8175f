/** The session's cookie. `__Host-` makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2). */

export const sessionCookieName = '__Host-sid'

const attributes = 'Secure; HttpOnly; SameSite=Lax; Path=/'

/** No Max-Age: it ends with the browser, or when the server says so. */
export function sessionCookie(token: string): string {
  return `${sessionCookieName}=${token}; ${attributes}`
}

export function clearedSessionCookie(): string {
  return `${sessionCookieName}=; Max-Age=0; ${attributes}`
}
