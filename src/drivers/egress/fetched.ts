/**
 * The way out of a Worker. There a name cannot be looked up before it is asked, and need not be: what leaves Cloudflare reaches
 * the public network only. Literal addresses and local names are refused all the same.
 */
import { type Egress, egressError } from '../../ports/egress.ts'
import { boundedText } from '../bounded-text.ts'
import { defaultTimeoutMs, type EgressRules, maxAnswerBytes, permitted } from './permitted.ts'

export function fetched(rules: EgressRules): Egress {
  const { timeoutMs = defaultTimeoutMs } = rules
  return {
    permits: (url) => permitted(rules, url) !== undefined,
    async post({ url, headers, body }, outer) {
      if (!permitted(rules, url)) throw egressError('refused')
      const signal = AbortSignal.any([outer, AbortSignal.timeout(timeoutMs)])
      const asked = fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
      const answer = await asked.catch(() => {
        throw egressError(signal.aborted ? 'time' : 'unreachable')
      })
      await boundedText(answer.body, maxAnswerBytes).catch(() => {})
      return { status: answer.status, retryAfter: answer.headers.get('retry-after') ?? undefined }
    },
  }
}
