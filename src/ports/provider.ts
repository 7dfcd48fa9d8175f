/** Another house that says who somebody is: where to send a browser, and what its answer is worth. */

/** What ties an answer to the question, and both to one browser. Each is text of 256 random bits, known to nobody else before. */
export interface Attempt {
  readonly state: string
  readonly nonce: string
  /** Of PKCE (RFC 7636): only its SHA-256 leaves the house with the question. */
  readonly verifier: string
  readonly redirectUri: string
}

export interface Voucher {
  /** Who says so. Together with `subject` it names one person for good; nothing else here does. */
  readonly issuer: string
  readonly subject: string
  /** As the provider wrote it. */
  readonly email: string | undefined
  /** Does the provider vouch that whoever signed in reads that address' mail? */
  readonly vouched: boolean
  readonly name: string | undefined
}

export interface Provider {
  readonly name: string
  readonly title: string
  readonly issuer: string
  /** The address to send the browser to. Throws `ProviderError`. */
  begin(attempt: Attempt, signal: AbortSignal): Promise<string>
  /** Redeems what the browser brought back. Throws `ProviderError`. */
  complete(answer: URLSearchParams, attempt: Attempt, signal: AbortSignal): Promise<Voucher>
}

/** `refused`: it, or the person, said no. `unreachable`: no answer in time. `untrusted`: an answer that proves nothing. */
export type ProviderFault = 'refused' | 'unreachable' | 'untrusted'

/** What a driver throws. It holds nothing that the provider wrote. */
export interface ProviderError extends Error {
  readonly name: 'ProviderError'
  readonly fault: ProviderFault
  /** Which check it was, for the log. */
  readonly code: string
}

export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof Error && error.name === 'ProviderError'
}

export function providerError(fault: ProviderFault, code: string): ProviderError {
  return Object.assign(new Error(`The provider did not vouch (${fault}, ${code}).`), {
    name: 'ProviderError' as const,
    fault,
    code,
  })
}
