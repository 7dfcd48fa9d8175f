/** What a provider says of itself, remembered for a while: fresh for `freshMs`, and where it does not answer usable until `staleMs`. */

export interface Life {
  readonly freshMs: number
  readonly staleMs: number
  readonly monotonic: () => number
}

export function remembered<T>(
  load: (signal: AbortSignal) => Promise<T>,
  { freshMs, staleMs, monotonic }: Life,
) {
  let kept: { readonly value: T; readonly at: number } | undefined

  return async function recall(signal: AbortSignal): Promise<T> {
    const age = kept ? monotonic() - kept.at : Number.POSITIVE_INFINITY
    if (kept && age < freshMs) return kept.value
    const before = kept?.value
    try {
      const value = await load(signal)
      kept = { value, at: monotonic() }
      return value
    } catch (error) {
      if (before === undefined || age >= staleMs) throw error
      return before
    }
  }
}
