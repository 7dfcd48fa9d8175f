/**
 * Merge: a PATCH that names a part of a field changes that part, and the rest of the field stays.
 *
 * The field may be encrypted, so the statement cannot do it: the row is read, and the write carries the version that
 * was read. It costs a trip that no other write needs (docs/decisions/0008).
 */
import type { z } from 'zod'
import { invalid } from '../../core/errors.ts'
import type { KeyRing } from '../../core/keys.ts'
import type { Entity } from '../declaration.ts'
import { isObject, mergePatch, objectFields } from '../parts.ts'
import { render, type Stored } from '../render.ts'
import type { Data, EntityCall } from './call.ts'
import { reading } from './find.ts'

export interface Merged {
  /** With the version on which the merge rests in its If-Match. */
  readonly call: EntityCall
  readonly data: Data
}

export function merging(entity: Entity) {
  const readRow = reading(entity)
  const { names, merged } = partsIn(entity)

  return async function merge(call: EntityCall, id: string, sent: Data): Promise<Merged> {
    if (names(sent).length === 0) return { call, data: sent }
    const row = await readRow(call, id)
    // 404 or 412, or a retry of what was done: the write itself knows which. It must only not find what we did not read.
    if (!row || !isMeant(call.ifMatch, row.version)) return { call: { ...call, ifMatch: [] }, data: {} }

    const data = merged(call.ports.config.keys, row, sent)
    return { call: { ...call, ifMatch: [row.version as number] }, data }
  }
}

/** What a change can say of a part: which of an entity's fields have parts is asked once. */
export function partsIn(entity: Entity) {
  const wholes = objectFields(entity)

  /** The fields of which a part is named. */
  const names = (sent: Data) => [...wholes.keys()].filter((name) => isObject(sent[name]))

  /** What was sent, with each of those fields whole. Throws `invalid` where the whole lacks something. */
  function merged(keys: KeyRing, row: Stored, sent: Data): Data {
    const named = names(sent)
    const current = render(entity, keys, row, named)
    const parts = named.map((name) => {
      const whole = wholes.get(name) as z.ZodObject
      return [name, complete(name, whole, mergePatch(current[name], sent[name]))]
    })
    return { ...sent, ...Object.fromEntries(parts) }
  }

  return { names, merged }
}

const isMeant = (ifMatch: EntityCall['ifMatch'], version: unknown) =>
  ifMatch === undefined || ifMatch === '*' || ifMatch.includes(version as number)

/** Each part was looked at when it came; what can still be wrong is that one is missing. */
function complete(field: string, whole: z.ZodObject, merged: unknown): unknown {
  const { data, error } = whole.safeParse(merged)
  if (!error) return data
  const faults = error.issues.map(({ path }) => `#/${[field, ...path.map(String)].join('/')}`)
  throw invalid(faults.map((pointer) => ({ pointer, code: 'required', detail: 'Is required.' })))
}
