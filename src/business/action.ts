/**
 * Actions: steps in the life of a row, beyond changing what it holds.
 *
 * An action is a pure function of the row's state, of what was sent and of who asks; it returns the change, or a refusal. It sees
 * the state alone, which has few values: so it is asked for each of them beforehand, and its answers go along with the one
 * statement, which takes the answer for the state that it finds on the locked row. What else must hold of the row is returned
 * beside the change (`provided`) and compared in the same place. Nothing is read first, and nobody can come between.
 */
import type { SQL } from 'drizzle-orm'
import type * as z from 'zod'
import type { Actor } from '../core/actor.ts'
import type { Shape } from './shape.ts'

export type Value = string | number | boolean | null

/** What becomes of the row, by the names of its fields. */
export interface Step {
  readonly change: Readonly<Record<string, Value>>
  /** Fields that must hold exactly these values; otherwise it is refused. */
  readonly provided?: Readonly<Record<string, Value>>
  /** As what it is refused then: a sentence. */
  readonly otherwise?: string
}

export interface Refusal {
  /** A sentence, without any submitted value. */
  readonly refusal: string
}

export type Decision = Step | Refusal

export const refuse = (refusal: string): Refusal => ({ refusal })

/** In a field that holds a moment: that of the transaction (Postgres, "Special Values" of date and time). */
export const now = 'now'

/** What only the statement can know, such as the next number. */
export interface Assigned {
  /** CTEs, each selecting FROM `verdict v WHERE v.status = 200`; a comma ends each. */
  readonly ctes?: SQL
  /** Their names, joined to the change: `, counter`. */
  readonly from?: SQL
  /** Assignments; `t` is the row as it was. */
  readonly set: SQL
}

/** `POST /v1/{entity}/{id}/{name}` */
export interface Action {
  readonly name: string
  readonly summary: string
  /** What has happened then: the event is `{entity}.{event}`. */
  readonly event: string
  /** What may be sent; absent: nothing. */
  readonly input?: Shape
  /** The field that holds the state: a closed list of values. */
  readonly state: string
  /** The fields it may change. */
  readonly changes: readonly string[]
  readonly decide: (row: Readonly<Record<string, string>>, input: unknown, actor: Actor) => Decision
  readonly assigned?: Assigned
}

type Nothing = z.ZodObject<Record<never, z.ZodType>, z.core.$strict>

interface Declared<F extends string, S extends string, I extends Shape>
  extends Omit<Action, 'state' | 'input' | 'decide'> {
  readonly state: { readonly field: F; readonly values: readonly S[] }
  readonly input?: I
  readonly decide: (row: { readonly [name in F]: S }, input: z.output<I>, actor: Actor) => Decision
}

/** Types what the function is given; at run time only the name of the state's field stays. */
export function action<F extends string, S extends string, I extends Shape = Nothing>({
  state,
  ...declared
}: Declared<F, S, I>): Action {
  return { ...declared, state: state.field } as unknown as Action
}
