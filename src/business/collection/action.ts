/** Action: a step in a row's life, taken only from a state that allows it. If-Match is heeded where it is sent. */
import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../../core/actor.ts'
import type { Reply } from '../../ports/endpoint.ts'
import type { Ports } from '../../ports/index.ts'
import type { Outcome, Write } from '../../store/atomic.ts'
import { contextOf } from '../../store/context.ts'
import type { Action } from '../action.ts'
import type { Entity } from '../declaration.ts'
import type { Field } from '../fields.ts'
import { rowOf } from '../outcome.ts'
import { recordOf } from '../record.ts'
import { render } from '../render.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'
import { assigned, changeOf, isDryRun, valuesOf } from './change.ts'

/** One action on one row, whoever takes it: a person by a request, or the program for them. */
export interface Performance extends Pick<Write, 'context' | 'deadline' | 'idempotency' | 'dryRun'> {
  readonly id: string
  /** Whose row it must be. */
  readonly owner: string
  readonly actor: Actor
  readonly input: unknown
  readonly ifMatch?: readonly number[] | '*' | undefined
  /** Of the placeholders that stand in what is written beside it. */
  readonly values?: Readonly<Record<string, unknown>>
}

/** What else the statement writes: CTEs on `verdict v`, each ended by a comma. A name in `from` without a row stops the change. */
export interface Beside {
  readonly ctes: SQL
  readonly from: SQL
}

/** Compiles an action. What it comes to is read by `rowOf`, which throws its refusals. Throws `unavailable`. */
export function performing(entity: Entity, action: Action, beside?: Beside) {
  const { assigned: extra } = action
  const columns = action.changes.map((name) => (entity.fields.get(name) as Field).column)
  const state = entity.fields.get(action.state) as Field
  const write = changeOf(entity, {
    success: 200,
    event: action.event,
    decided: {
      cte: sql`decided as (select d.* from given g, current c,
        jsonb_to_recordset(g.data) as d(state text, change jsonb, provided jsonb, refusal text)
        where d.state = c.${sql.identifier(state.column)}),`,
      join: sql`left join decided d on true`,
    },
    allowed: sql`d.change is not null and to_jsonb(c) @> d.provided`,
    reason: sql`d.refusal`,
    from: sql`cross join decided d cross join lateral jsonb_populate_record(null::${sql.identifier(entity.table)}, d.change) p
      ${extra?.from ?? sql``} ${beside?.from ?? sql``}`,
    set: sql.join([assigned(columns, sql`d.change`), ...(extra ? [extra.set] : [])], sql`, `),
    ctes: sql`${extra?.ctes ?? sql``} ${beside?.ctes ?? sql``}`,
  })

  return function perform(ports: Ports, performance: Performance): Promise<Outcome> {
    const { id, owner, ifMatch, actor, input, ...rest } = performance
    const record = (change: Readonly<Record<string, unknown>>) =>
      recordOf(entity, ports.config.keys, id, change)
    const data = (state.options ?? []).map((value) => {
      const decision = action.decide({ [action.state]: value }, input, actor)
      if ('refusal' in decision) return { state: value, refusal: decision.refusal }
      const { change, provided = {}, otherwise = null } = decision
      const undeclared = Object.keys(change).find((name) => !action.changes.includes(name))
      if (undeclared)
        throw new Error(`${entity.name}:${action.name} changes "${undeclared}" without declaring it.`)
      return { state: value, change: record(change), provided: record(provided), refusal: otherwise }
    })
    const values = { ...performance.values, ...valuesOf({ id, owner, ifMatch, data }) }
    return write(ports, { ...rest, principal: owner, values })
  }
}

export function acting(entity: Entity, action: Action) {
  const perform = performing(entity, action)

  return async function act(call: EntityCall, id: string, input: unknown): Promise<Reply> {
    const { ports, actor, deadline, idempotency, ifMatch } = call
    const result = await perform(ports, {
      ...{ id, input, actor, deadline, idempotency, ifMatch },
      owner: ownerOf(actor),
      context: contextOf(call),
      dryRun: isDryRun(call),
    })
    const row = rowOf(result)
    const body = render(entity, ports.config.keys, row)
    return { body, version: row.version as number, replayed: result.replayed }
  }
}
