/** `Retry-After` (RFC 9110 §10.2.3): when somebody wants to be asked again, in seconds or as a date. */

/** Seconds from `nowMs` (milliseconds since 1970); 0 where it names no time, or one that is over. */
export function retryAfter(field: string | undefined, nowMs: number): number {
  if (field === undefined) return 0
  const seconds = /^\d+$/.test(field) ? Number(field) : (Date.parse(field) - nowMs) / 1000
  return Math.max(0, seconds) || 0
}
