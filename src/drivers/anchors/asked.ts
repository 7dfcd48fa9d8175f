/** Asking an anchor over HTTP: within a time, without redirects, and with no more of the answer than was meant. */
import { boundedText } from '../bounded-text.ts'
import { anchorError, unreachable } from './failure.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Asking {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly maxBytes: number
}

/** A note is some two hundred bytes, and as much again for each that cosigns it. */
export const noteBytes = 64 * 1024

/** Throws `AnchorError` where nothing comes back, or too much. */
export async function asked(
  url: URL | string,
  init: RequestInit,
  { signal, timeoutMs, maxBytes }: Asking,
): Promise<Answer> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    // A redirect would carry the checkpoint to somebody who was not named.
    const response = await fetch(url, { ...init, redirect: 'manual', signal: within })
    const text = await boundedText(response.body, maxBytes)
    if (text === undefined) throw anchorError('too-long')
    return { status: response.status, headers: response.headers, text }
  } catch (error) {
    throw error instanceof Error && error.name === 'AnchorError' ? error : unreachable(error)
  }
}
