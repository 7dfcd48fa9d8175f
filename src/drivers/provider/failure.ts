/** From whatever a provider, its library or the network throws to the one error of the port, which repeats nothing of it. */
import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  UnsupportedOperationError,
} from 'oauth4webapi'
import { isProviderError, type ProviderError, providerError } from '../../ports/provider.ts'

export function translated<A extends unknown[], R>(verb: (...args: A) => Promise<R>) {
  return async (...args: A): Promise<R> => {
    try {
      return await verb(...args)
    } catch (error) {
      throw translate(error)
    }
  }
}

function translate(error: unknown): ProviderError {
  if (isProviderError(error)) return error
  // The browser, or the token endpoint, brought an `error`: its text is the provider's, and stays there.
  if (error instanceof AuthorizationResponseError) return providerError('refused', 'authorization')
  if (error instanceof ResponseBodyError) return providerError('untrusted', 'code')
  if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError)
    return providerError('untrusted', codeOf(error))
  return providerError('untrusted', error instanceof Error ? error.name : 'unknown')
}

/** The library's own word for the check that failed, and the claim it was about; both are words of ours and its source. */
function codeOf({ code = 'unsupported', cause }: { readonly code?: string; readonly cause?: unknown }) {
  const claim = (cause as { readonly claim?: unknown } | undefined)?.claim
  const word = code.replace(/^OAUTH_/, '').toLowerCase()
  return typeof claim === 'string' && /^[a-z_]{1,20}$/.test(claim) ? `${word}:${claim}` : word
}
