/** Structured logs, one JSON line each. Fields are an allow-list: what is not named here cannot be logged. */

export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** What happened: `http.request`, `mail.sent`, `redis.degraded`. */
  readonly action: string
  readonly result?: 'success' | 'denied' | 'failure' | undefined
  readonly user_id?: string | undefined
  readonly session_id?: string | undefined
  readonly ip_address?: string | undefined
  readonly user_agent?: string | undefined
  readonly request_id?: string | undefined
  readonly client_request_id?: string | undefined
  readonly method?: string | undefined
  /** The route's pattern, never the path: a path can hold a secret. */
  readonly route?: string | undefined
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly duration_ms?: number | undefined
  /** Class and SQLSTATE of a failure, and the stack's frames; never a message that could hold a value. */
  readonly error?:
    | { readonly name: string; readonly code?: string | undefined; readonly frames?: readonly string[] }
    | undefined
  readonly detail?: string | undefined
}

export interface Log {
  write(entry: LogEntry): void
}
