/**
 * Where no hash is computed, the time of an answer is a few milliseconds, and a page that Postgres had to fetch shows in it. What
 * must not tell who is known therefore takes a span that all of it fits in, whatever was found.
 */
const spanMs = 50

/** The result of `work`, no sooner than the span is over. What fails is told at once: it fails for everybody alike. */
export async function evenly<T>(work: Promise<T>): Promise<T> {
  const span = new Promise<void>((resolve) => setTimeout(resolve, spanMs))
  const [result] = await Promise.all([work, span])
  return result
}
