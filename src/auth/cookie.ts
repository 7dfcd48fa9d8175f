/** Our cookies. `__Host-` makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2). */
import type { Call, Reply } from '../ports/endpoint.ts'

export const sessionCookieName = '__Host-sid'

const attributes = 'Secure; HttpOnly; SameSite=Lax; Path=/'

/** No Max-Age: it ends with the browser, or when the server says so. */
export function sessionCookie(token: string): string {
  return `${sessionCookieName}=${token}; ${attributes}`
}

export function clearedSessionCookie(): string {
  return `${sessionCookieName}=; Max-Age=0; ${attributes}`
}

/** Nothing of a person stays in a browser that they have left (OWASP ASVS 14.3.1). */
export const leaving = {
  cookies: [clearedSessionCookie()],
  headers: { 'clear-site-data': '"cache", "storage"' },
} as const

/** What is answered to whose own session has ended, however they held it. */
export const leftBy = (call: Pick<Call, 'credential'>): Pick<Reply, 'cookies' | 'headers'> =>
  call.credential?.transport === 'cookie' ? leaving : {}

/**
 * Ties what was begun with a provider to the browser that began it. `Lax`, as the session: the way back is a navigation from
 * another site.
 */
export const attemptCookieName = '__Host-attempt'

export function attemptCookie(token: string, seconds: number): string {
  return `${attemptCookieName}=${token}; Max-Age=${seconds}; ${attributes}`
}

export function clearedAttemptCookie(): string {
  return `${attemptCookieName}=; Max-Age=0; ${attributes}`
}

/** Carries a challenge to the page that asks for the second factor: in an address it would be logged. */
export const challengeCookieName = '__Host-challenge'

export function challengeCookie(token: string, seconds: number): string {
  return `${challengeCookieName}=${token}; Max-Age=${seconds}; ${attributes}`
}

export function clearedChallengeCookie(): string {
  return `${challengeCookieName}=; Max-Age=0; ${attributes}`
}
