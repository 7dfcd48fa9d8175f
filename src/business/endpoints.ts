/** What can be asked of every entity: the same verbs for all, made from the declaration. */
import type { Endpoint } from '../ports/endpoint.ts'
import type { Entity } from './declaration.ts'
import { bulkEndpoint } from './endpoints/bulk.ts'
import { exportEndpoint } from './endpoints/export.ts'
import { historyEndpoint, listEndpoint, readEndpoint } from './endpoints/reading.ts'
import {
  actionEndpoint,
  createEndpoint,
  deleteEndpoint,
  restoreEndpoint,
  updateEndpoint,
} from './endpoints/writing.ts'

export function entityEndpoints(entity: Entity): readonly Endpoint[] {
  return [
    createEndpoint(entity),
    listEndpoint(entity),
    bulkEndpoint(entity),
    exportEndpoint(entity),
    readEndpoint(entity),
    historyEndpoint(entity),
    updateEndpoint(entity),
    deleteEndpoint(entity),
    restoreEndpoint(entity),
    ...entity.actions.map((action) => actionEndpoint(entity, action)),
  ]
}
