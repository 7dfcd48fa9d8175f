/** Which addresses a driver may be sent to, as far as their text tells. What a name leads to, only its look-up does. */
import { isLocalName, isLoopback, isPrivate } from '../../core/address.ts'

export interface EgressRules {
  /** Is plain HTTP allowed as well? */
  readonly plaintext: boolean
  /** Hosts that are allowed wherever they lead: an operator wrote them down. */
  readonly privateHosts: readonly string[]
  /** For all of it: looking up, connecting, asking and the answer's head. */
  readonly timeoutMs?: number
}

/** The address, or undefined where it is none that may be asked. */
export function permitted({ plaintext, privateHosts }: EgressRules, text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.username || url.password) return undefined
  if (url.protocol !== 'https:' && !(plaintext && url.protocol === 'http:')) return undefined
  return privateHosts.includes(url.hostname) || !isInside(url.hostname) ? url : undefined
}

const isInside = (host: string) => isLoopback(host) || isPrivate(host) || isLocalName(host)

export const defaultTimeoutMs = 8_000

/** More of an answer is not taken. Its end is awaited by nobody, but who sends a little more should be let finish. */
export const maxAnswerBytes = 65_536
