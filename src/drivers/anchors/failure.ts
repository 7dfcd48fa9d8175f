/** What the anchors throw, made in one place. */
import type { AnchorError } from '../../ports/anchor.ts'

/** No `cause`: what a server answers is its own, and what we asked with may be a secret. */
export const anchorError = (code: string): AnchorError =>
  Object.assign(new Error(`The anchor did not do what it was asked (${code}).`), {
    name: 'AnchorError' as const,
    code,
  })

/** Why `fetch` threw, as far as it is worth a word. */
export const unreachable = (error: unknown): AnchorError =>
  anchorError(error instanceof Error && error.name === 'TimeoutError' ? 'ETIMEDOUT' : 'ECONNECTION')
