/**
 * How a provider is spoken to: at addresses that its issuer may name, within a time and a size, and never by a redirect.
 *
 * The discovery document is the provider's, and names further addresses: none of them may lead into our own network. A name is
 * not looked up here, so a network policy belongs around this as well (docs/decisions/0016).
 */
import { isLoopback, isPrivate } from '../../core/address.ts'
import { isProviderError, providerError } from '../../ports/provider.ts'
import { boundedText } from '../bounded-text.ts'

export interface EgressOptions {
  /** Whose own host is allowed whatever it is: an operator wrote it down. */
  readonly home: string
  /** One answer for all who ask the same at the same time. Not on Workers, where no request may wait for another's. */
  readonly shared: boolean
  readonly timeoutMs?: number
  readonly maxBytes?: number
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

interface Taken {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Egress {
  readonly fetch: Fetch
  /** Throws `untrusted` where the address is none that this provider may name. */
  permit(url: string): URL
}

export function egress({ home, shared, timeoutMs = 3_000, maxBytes = 262_144 }: EgressOptions): Egress {
  const own = new URL(home)
  const underWay = new Map<string, Promise<Taken>>()

  function permit(text: string): URL {
    if (!URL.canParse(text)) throw providerError('untrusted', 'address')
    const url = new URL(text)
    if (url.username || url.password) throw providerError('untrusted', 'address')
    const atHome = url.host === own.host && url.protocol === own.protocol
    const outside = url.protocol === 'https:' && !isLoopback(url.hostname) && !isPrivate(url.hostname)
    if (!atHome && !outside) throw providerError('untrusted', 'address')
    return url
  }

  async function take(url: string, init: RequestInit, signal: AbortSignal): Promise<Taken> {
    try {
      const response = await fetch(url, { ...init, redirect: 'manual', signal })
      const { status, headers } = response
      if (status >= 500 || status === 429) {
        await response.body?.cancel()
        throw providerError('unreachable', String(status))
      }
      const text = await boundedText(response.body, maxBytes)
      if (text === undefined) throw providerError('untrusted', 'size')
      return { status, headers, text }
    } catch (error) {
      throw isProviderError(error) ? error : providerError('unreachable', signal.aborted ? 'time' : 'network')
    }
  }

  /** Only what is the same for everybody is shared; who asked first may leave, the answer is awaited for the others. */
  function share(url: string, init: RequestInit): Promise<Taken> {
    const known = underWay.get(url)
    if (known) return known
    const asked = take(url, init, AbortSignal.timeout(timeoutMs)).finally(() => underWay.delete(url))
    underWay.set(url, asked)
    return asked
  }

  return {
    permit,
    async fetch(text, init) {
      const { href } = permit(text)
      const open = (init.method ?? 'GET') === 'GET' && !new Headers(init.headers).has('authorization')
      const limit = AbortSignal.timeout(timeoutMs)
      const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
      const taken = await (shared && open ? share(href, init) : take(href, init, signal))
      return new Response(nullBody.has(taken.status) ? null : taken.text, taken)
    },
  }
}

const nullBody = new Set([101, 204, 205, 304])
