/** What a person is told instead of a problem document, and where they are led to say who they are. */
import { clearedSessionCookie, sessionCookie } from '../auth/cookie.ts'
import type { LoggedIn } from '../auth/session-opening.ts'
import type { Access, Refusal, Reply } from '../ports/endpoint.ts'
import { Layout, page } from './layout.tsx'
import { leadingTo } from './local-path.ts'
import { sentenceOf } from './refusal-texts.ts'
import { hasDeadCookie, visitorOf } from './visitor.ts'

/** 303: the browser goes on with GET, and neither going back nor reloading sends anything twice (RFC 9110 §15.4.4). */
export const onTo = (location: string, more: Pick<Reply, 'cookies' | 'headers'> = {}): Reply => ({
  status: 303,
  ...more,
  headers: { location, 'cache-control': 'no-store', ...more.headers },
})

/** The same with a session that took the place of the one that asked, where a cookie carried that. */
export const onWith = (
  location: string,
  { token, transport }: Pick<LoggedIn, 'token' | 'transport'>,
): Reply => onTo(location, transport === 'cookie' ? { cookies: [sessionCookie(token)] } : {})

/** A dead cookie must not stand before a page that anyone may open: it goes, and the page is asked for again. A program is told. */
export const withoutDeadCookie = (refusal: Refusal): Reply | undefined =>
  hasDeadCookie(refusal) && refusal.toBeShown
    ? onTo(refusal.target, { cookies: [clearedSessionCookie()] })
    : undefined

/** Where one must first say, or prove again, who one is; then on to `back`. */
export function elsewhere(refusal: Refusal, access: Access, back: string): Reply | undefined {
  if (refusal.code === 'reauthentication-required') return onTo(leadingTo('/reauthenticate', back))
  // What a verb refuses for a wrong password is no question of who is signed in.
  if (refusal.code !== 'unauthenticated' || access === 'anyone' || refusal.actor?.kind === 'user')
    return undefined
  return onTo(
    leadingTo('/sign-in', back),
    hasDeadCookie(refusal) ? { cookies: [clearedSessionCookie()] } : {},
  )
}

/** For what has no form to say it on. */
export function refusedPlainly(
  development: boolean,
  access: Access,
  back?: string,
): (refusal: Refusal) => Reply {
  return (refusal) => {
    const there =
      access === 'anyone' ? withoutDeadCookie(refusal) : elsewhere(refusal, access, back ?? refusal.path)
    if (there) return there
    const visitor = visitorOf(refusal)
    const body = page(
      <Layout title="That did not work" at="none" development={development} visitor={visitor}>
        <main id="main" class="column narrow">
          <h1>That did not work</h1>
          <p class="lead">{sentenceOf(refusal)}</p>
          <p>
            <a href={visitor ? '/account' : '/'}>{visitor ? 'To your account' : 'To the front page'}</a>
          </p>
          <p class="quiet">
            Should you write to us about it: this was request <code>{refusal.requestId}</code>.
          </p>
        </main>
      </Layout>,
    )
    return { body }
  }
}
