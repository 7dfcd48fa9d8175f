/**
 * Retries: which requests are sent again, and when?
 *
 * Those that got no whole answer, or were asked to come back later: 429, 503, and 409 where an earlier attempt is still at
 * work. An unsafe one may have taken effect all the same, so all its attempts carry one Idempotency-Key: the API does
 * the work once and answers every attempt with the first one's answer.
 */
export type Fetch = (request: Request) => Promise<Response>

export interface RetryOptions {
  /** How often in all; 1 asks once. Default: 4. */
  readonly attempts?: number
  /** Before the second attempt at most; doubled for each further one. Default: 250. */
  readonly firstPauseMs?: number
  /** Default: 8000. */
  readonly longestPauseMs?: number
  /** The longest `Retry-After` that is waited for; a longer one ends the attempts. Default: 60 000. */
  readonly patienceMs?: number
}

const safe = ['GET', 'HEAD', 'OPTIONS']

export function retrying(fetch: Fetch, options: RetryOptions = {}): Fetch {
  const { attempts = 4, firstPauseMs = 250, longestPauseMs = 8_000, patienceMs = 60_000 } = options

  /** Spread out, so that those who were turned away together do not come back together. */
  const pauseAfter = (attempt: number) =>
    Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2)

  return async (request) => {
    const { method, headers, signal } = request
    if (!safe.includes(method) && !headers.has('idempotency-key'))
      headers.set('idempotency-key', crypto.randomUUID())
    for (let attempt = 1; ; attempt++) {
      const got = await whole(fetch, request.clone())
      const laterMs = 'error' in got ? 0 : askedToWait(got)
      const over = attempt >= attempts || signal.aborted || laterMs === undefined || laterMs > patienceMs
      if (over && 'error' in got) throw got.error
      if (over) return got as Response
      await pause(Math.max(laterMs ?? 0, pauseAfter(attempt)), signal)
    }
  }
}

/** One document, and not a stream of many, which is read as it comes. */
const jsonType = /[/+]json\b/

/** An answer counts once all of it is here: a connection can end in the middle. */
async function whole(fetch: Fetch, request: Request): Promise<Response | { readonly error: unknown }> {
  try {
    const response = await fetch(request)
    if (!jsonType.test(response.headers.get('content-type') ?? '')) return response
    return new Response(await response.arrayBuffer(), response)
  } catch (error) {
    return { error }
  }
}

/** Milliseconds, where it says to come back; in seconds or as a date (RFC 9110 §10.2.3). */
function askedToWait({ status, headers }: Response): number | undefined {
  const later = headers.get('retry-after')
  if (status !== 429 && status !== 503 && !(status === 409 && later !== null)) return undefined
  if (later === null) return 0
  return /^\d+$/.test(later) ? Number(later) * 1000 : Math.max(0, Date.parse(later) - Date.now()) || 0
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
