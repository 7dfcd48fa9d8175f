/** A call as the tests of retries need it. */
export type Ask = (headers: Readonly<Record<string, string>>) => Promise<Response>

export interface Retried {
  readonly status: number
  readonly ask: Ask
  /** Another request by the same caller. */
  readonly other: Ask
  /** The call ends what it is asked with: only one that came at the same time can be told the same. */
  readonly ends?: boolean
}

export type Calls = Readonly<Record<string, () => Promise<Retried>>>
