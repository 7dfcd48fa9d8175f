/**
 * Signing in with a provider: there with a question that one browser alone can bring back answered, and back with the answer.
 *
 * Whatever goes wrong comes to the same place, and is told the same: a refusal, a lie, a provider that is away, an account that is
 * not to be opened. The log knows which; nothing that the provider wrote is repeated anywhere.
 */
import type { Call, Reply } from '../ports/endpoint.ts'
import { isProviderError, type Provider, type ProviderError } from '../ports/provider.ts'
import { challengeSeconds } from './challenges.ts'
import {
  attemptCookie,
  attemptCookieName,
  challengeCookie,
  clearedAttemptCookie,
  sessionCookie,
} from './cookie.ts'
import { type SignedIn, signInWith } from './identity-sign-in.ts'
import { nudge } from './jobs.ts'
import { attemptSeconds, beginAttempt, providerNamed, takeAttempt } from './provider-attempt.ts'
import { home } from './return-to.ts'

/** Sends the browser to the provider. Throws `not-found`. */
export async function goToProvider(call: Call, name: string, returnTo = home): Promise<Reply> {
  const provider = providerNamed(call, name)
  const { token, attempt } = await beginAttempt(call, provider, returnTo)
  try {
    const there = await call.patiently(() => provider.begin(attempt, call.deadline.signal))
    return { ...to(there), cookies: [attemptCookie(token, attemptSeconds)] }
  } catch (error) {
    return failed(call, provider, known(error))
  }
}

/** Takes the browser in again. Throws `not-found`. */
export async function comeFromProvider(call: Call, name: string): Promise<Reply> {
  const provider = providerNamed(call, name)
  const answer = new URLSearchParams(call.target.split('?')[1] ?? '')
  const taken = await takeAttempt(call, provider, call.cookie(attemptCookieName), answer.get('state') ?? '')
  if (!taken) return failed(call, provider)
  try {
    const { signal } = call.deadline
    const voucher = await call.patiently(() => provider.complete(answer, taken.attempt, signal))
    return arrived(call, provider, await signInWith(call, provider, voucher), taken.returnTo)
  } catch (error) {
    return over(failed(call, provider, known(error)))
  }
}

function arrived(call: Call, provider: Provider, signedIn: SignedIn, returnTo: string): Reply {
  call.later(() => nudge(call.ports))
  if (!signedIn) return over(failed(call, provider))
  if ('challenge' in signedIn) {
    counted(call, 'challenged')
    const next = returnTo === home ? '' : `?then=${encodeURIComponent(returnTo)}`
    return over(to(`/second-factor${next}`), challengeCookie(signedIn.challenge, challengeSeconds))
  }
  counted(call, 'success')
  return over(to(returnTo), sessionCookie(signedIn.session.token))
}

const to = (location: string): Reply => ({ headers: { location }, secret: true })

/** The attempt is spent: its secret need not stay in the browser. */
const over = (reply: Reply, ...cookies: readonly string[]): Reply => ({
  ...reply,
  cookies: [...cookies, clearedAttemptCookie()],
})

const known = (error: unknown): ProviderError => {
  if (isProviderError(error)) return error
  throw error
}

function failed(call: Call, { name }: Provider, error?: ProviderError): Reply {
  const { ports, requestId } = call
  const fault = error?.fault ?? 'denied'
  counted(call, 'denied')
  ports.meter.count('provider_failures_total', { provider: name, fault })
  ports.log.write({
    level: fault === 'unreachable' ? 'error' : 'warn',
    action: 'auth.provider',
    result: fault === 'unreachable' ? 'failure' : 'denied',
    request_id: requestId,
    code: fault,
    detail: error ? `${name}: ${error.code}` : name,
  })
  return to('/sign-in?problem=provider')
}

const counted = ({ ports }: Call, result: string) => ports.meter.count('logins_total', { result })
