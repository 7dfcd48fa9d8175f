/** Bulk: up to a hundred changes in one transaction, all or nothing; what is wrong is told of every operation at once. */
import { recordEvent } from '../../audit/event.ts'
import { AppError, type Fault, invalid } from '../../core/errors.ts'
import { uuidv7 } from '../../core/ids.ts'
import type { Reply } from '../../ports/endpoint.ts'
import { announceRows, rowKey } from '../../store/cache.ts'
import { contextOf } from '../../store/context.ts'
import { toldAgain } from '../../store/replay.ts'
import type { Entity } from '../declaration.ts'
import { unknownReference } from '../outcome.ts'
import { recordOf } from '../record.ts'
import { render, type Stored } from '../render.ts'
import { ownerOf } from '../scope.ts'
import { bulkWrite } from './bulk-sql.ts'
import type { Data, EntityCall } from './call.ts'
import { isDryRun } from './change.ts'
import { readingAll } from './find.ts'
import { partsIn } from './merge.ts'

export type Operation =
  | { readonly op: 'create'; readonly data: Data }
  | { readonly op: 'update'; readonly id: string; readonly version: number; readonly data: Data }
  | { readonly op: 'delete'; readonly id: string; readonly version: number }

/** What was wrong with one operation, as the statement tells it. */
interface Refused {
  readonly at: number
  readonly status: 404 | 409 | 412 | 422
  /** The row's, where it was found. */
  readonly version: number | null
  readonly unknown: readonly string[]
}

export function together(entity: Entity) {
  const write = bulkWrite(entity)
  const readRows = readingAll(entity)
  const { names, merged } = partsIn(entity)

  return async function bulk(call: EntityCall, operations: readonly Operation[]): Promise<Reply> {
    const { ports, deadline, idempotency } = call
    refuseTwice(operations)
    await refuseRoles(call, operations)
    const owner = ownerOf(call.actor)
    const data = await recordsOf(call, operations)
    const existing = operations.filter(({ op }) => op !== 'create').map(idOf)
    const cached = entity.cache ? existing.map((id) => rowKey(entity.table, id)) : []
    if (cached.length > 0) await announceRows(call, cached)
    const dryRun = isDryRun(call)
    const context = contextOf(call)
    const result = await write(ports, {
      context,
      deadline,
      idempotency,
      dryRun,
      principal: owner,
      values: { owner, data },
    })
    if (result.status !== 200) throw toldAgain(refusal(entity, result.body), result)
    const rows = result.body as readonly Stored[]
    const results = operations.map(({ op }, at) => {
      const row = rows[at] as Stored
      const { id, version } = row
      return { op, id, version, ...(op !== 'delete' && { data: render(entity, ports.config.keys, row) }) }
    })
    return { body: { results }, replayed: result.replayed }
  }

  /** What is for some roles only is so here as well. */
  async function refuseRoles(call: EntityCall, operations: readonly Operation[]) {
    const { actor, ports, deadline } = call
    const role = actor.kind === 'user' ? actor.role : undefined
    const allowed = ({ op }: Operation) =>
      !entity.permissions[op] || entity.permissions[op].some((one) => one === role)
    if (operations.every(allowed)) return
    await recordEvent(ports, contextOf(call), { outcome: 'denied', entity: entity.name }, deadline)
    throw new AppError('forbidden')
  }

  /** The operations as the statement takes them; all that can be wrong with what was sent is told together. */
  async function recordsOf(call: EntityCall, operations: readonly Operation[]) {
    const { clock, config } = call.ports
    const partial = operations.filter((one) => one.op === 'update' && names(one.data).length > 0)
    const rows = partial.length > 0 ? await readRows(call, partial.map(idOf)) : []
    const faults: Fault[] = []
    const records = operations.map((operation, at) => {
      if (operation.op === 'delete') return { ...operation, at, data: {} }
      const id = operation.op === 'create' ? uuidv7(clock.now()) : operation.id
      const row = rows.find((one) => one.id === id)
      // 404, 412 or a retry of what was done: the statement knows which. It must only not find what we did not read.
      if (operation.op === 'update' && partial.includes(operation) && row?.version !== operation.version)
        return { ...operation, at, version: 0, data: {} }
      try {
        const sent = row ? merged(config.keys, row, operation.data) : operation.data
        return { ...operation, at, id, data: recordOf(entity, config.keys, id, sent) }
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'validation') throw error
        faults.push(...error.errors.map((fault) => ({ ...fault, pointer: within(at, fault.pointer) })))
        return undefined
      }
    })
    if (faults.length > 0) throw invalid(faults)
    return records
  }
}

const idOf = (operation: Operation) => (operation.op === 'create' ? '' : operation.id)

const within = (at: number, pointer: string) => pointer.replace(/^#/, `#/operations/${at}/data`)

/** One row, one operation: between two there would be no version to name. */
function refuseTwice(operations: readonly Operation[]) {
  const ids = operations.map(idOf)
  const twice = ids.flatMap((id, at) => (id !== '' && ids.indexOf(id) !== at ? [at] : []))
  if (twice.length === 0) return
  throw invalid(
    twice.map((at) => ({
      pointer: `#/operations/${at}/id`,
      code: 'duplicate',
      detail: 'Is named by an earlier operation already.',
    })),
  )
}

const codes = { 404: 'not-found', 409: 'conflict', 412: 'precondition-failed', 422: 'validation' } as const

/** As the first operation at fault would be refused alone; what else is wrong is told beside it. */
function refusal(entity: Entity, body: unknown): AppError {
  const { faults } = body as { readonly faults: readonly [Refused, ...Refused[]] }
  const count = faults.length === 1 ? '1 operation' : `${faults.length} operations`
  return new AppError(codes[faults[0].status], count, {
    errors: faults.flatMap((fault) => told(entity, fault)),
  })
}

function told({ editable }: Entity, { at, status, version, unknown }: Refused): readonly Fault[] {
  const place = `#/operations/${at}`
  switch (status) {
    case 404:
      return [
        { pointer: `${place}/id`, code: 'not_found', detail: 'Names nothing that exists and is yours.' },
      ]
    case 412:
      return [{ pointer: `${place}/version`, code: 'stale', detail: `It is at version ${version} by now.` }]
    case 409:
      return [
        {
          pointer: place,
          code: 'wrong_state',
          detail: editable?.refusal ?? 'Its state does not allow this.',
        },
      ]
    case 422:
      return unknown.map((field) => unknownReference(`${place}/data/${field}`))
  }
}
