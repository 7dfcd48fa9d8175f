/** A failure, as the log may keep it. */
import type { LogEntry } from '../ports/log.ts'

/** Class, code and frames. Messages stay out, for they can hold what a caller sent. */
export function failureOf(cause: unknown): NonNullable<LogEntry['error']> {
  if (!(cause instanceof Error)) return { name: typeof cause }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  const frames = (cause.stack ?? '')
    .split('\n')
    .filter((line) => /^\s*at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
  return { name: cause.name, code, frames }
}
