declare module 'proper-lockfile' {
  export interface LockOptions {
    /** Silence after which a lock counts as abandoned. */
    readonly stale?: number
    /** Heartbeat. */
    readonly update?: number
    readonly realpath?: boolean
    readonly retries?: {
      readonly retries: number
      readonly minTimeout?: number
      readonly maxTimeout?: number
    }
  }
  export function lock(file: string, options?: LockOptions): Promise<() => Promise<void>>
}
