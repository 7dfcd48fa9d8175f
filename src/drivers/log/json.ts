/** One JSON line for each entry, made only of the fields that the port names. */
import type { Log, LogEntry } from '../../ports/log.ts'

export interface JsonLogOptions {
  readonly service: string
  readonly write: (line: string) => void
  readonly now: () => number
}

const levels: readonly string[] = ['debug', 'info', 'warn', 'error']
const maxFrames = 20

export function jsonLog({ service, write, now }: JsonLogOptions): Log {
  return {
    write(entry) {
      const at = now()
      const line = JSON.stringify(lineOf(entry, service, at, cut))
      // Nearly every line is plain as it is; looking at it once is cheaper than at each of its texts.
      write(suspicious.test(line) ? JSON.stringify(lineOf(entry, service, at, plain)) : line)
    },
  }
}

type Written = (value: string, maxLength: number) => string

/** What stands here is all that can be logged; a user agent is as long as its sender likes. */
function lineOf(entry: LogEntry, service: string, now: number, written: Written) {
  const text = (value: unknown, maxLength: number) =>
    typeof value === 'string' ? written(value, maxLength) : undefined
  const number = (value: unknown) => (Number.isFinite(value) ? value : undefined)
  return {
    timestamp: new Date(now).toISOString(),
    level: levels.includes(entry.level) ? entry.level : 'error',
    service,
    action: text(entry.action, 100),
    result: text(entry.result, 20),
    user_id: text(entry.user_id, 64),
    session_id: text(entry.session_id, 64),
    ip_address: text(entry.ip_address, 64),
    user_agent: text(entry.user_agent, 256),
    request_id: text(entry.request_id, 64),
    client_request_id: text(entry.client_request_id, 128),
    method: text(entry.method, 16),
    route: text(entry.route, 200),
    code: text(entry.code, 64),
    detail: text(entry.detail, 500),
    status: number(entry.status),
    duration_ms: number(entry.duration_ms),
    error: entry.error && failureOf(entry.error, written),
  }
}

function failureOf({ name, code, frames }: NonNullable<LogEntry['error']>, written: Written) {
  return {
    name: written(String(name), 100),
    ...(typeof code === 'string' && { code: written(code, 64) }),
    ...(Array.isArray(frames) && {
      frames: frames.slice(0, maxFrames).map((frame) => written(String(frame), 300)),
    }),
  }
}

/**
 * Control characters could forge lines and drive a terminal, directional marks could reorder what a person reads,
 * a lone surrogate is not text.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** What JSON has escaped (control characters, lone surrogates, and harmless quotes), or would not escape. */
const suspicious = /[\\\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

const cut: Written = (value, maxLength) =>
  value.length > maxLength ? `${value.slice(0, maxLength - 1)}…` : value

const plain: Written = (value, maxLength) => cut(value, maxLength).replace(unprintable, ' ').toWellFormed()
