/** What every second factor has to say of itself: what is sent, what is read, how it is checked, how it is used up. */
import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { Call } from '../../ports/endpoint.ts'
import type { SecondFactor } from '../factors.ts'

export interface FactorAnswer {
  readonly method: SecondFactor
}

export interface Asked {
  readonly userId: string
  /** What `facts` brought. */
  readonly facts: unknown
}

export interface FactorMethod<A extends FactorAnswer = FactorAnswer> {
  readonly method: A['method']
  /** What is sent beside `method`, as fields of a strict object. */
  readonly fields: Readonly<Record<string, z.ZodType>>
  /** A jsonb expression about the user `u`: all that `check` needs. */
  readonly facts: SQL
  /**
   * The values that `use` needs, or undefined where the answer is wrong; `refusal` alone where the log should say how. No trip to
   * anywhere.
   */
  check(call: Call, answer: A, asked: Asked): Promise<Readonly<Record<string, unknown>> | undefined>
  /** The names of those values: null where the answer was wrong, and `use` then finds nothing. */
  readonly values: readonly string[]
  /**
   * CTEs, the first of them `proof(user_id)`, made from `held(user_id, failures, ceremony)`: uses the factor up where it still holds, once.
   * `ceremony` is the purpose that a challenge of the factor's own must have been given out for.
   */
  readonly use: SQL
  /** A jsonb expression: what the event of a failure says of it. */
  readonly why?: SQL
}

/** Types a method by what is sent to it; at run time it is the identity. */
export const factorMethod = <A extends FactorAnswer>(method: FactorMethod<A>): FactorMethod =>
  method as unknown as FactorMethod

/** The values of a method that has nothing to use up. */
export const nothing = ({ values }: Pick<FactorMethod, 'values'>) =>
  Object.fromEntries(values.map((name) => [name, null]))
