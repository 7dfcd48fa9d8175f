/** What the endpoints of an entity's verbs have in common. */
import * as z from 'zod'
import { isUuid } from '../../core/ids.ts'
import { uuid } from '../../core/text.ts'
import type { CacheUse } from '../../ports/endpoint.ts'
import type { Preference } from '../../ports/preference.ts'
import { rowKey } from '../../store/cache.ts'
import type { Entity } from '../declaration.ts'

/** In canonical spelling only: the cache knows a row by no other. */
export const params = z.strictObject({ id: uuid })

/** Every write can be tried, and answered in short. */
export const trying: readonly Preference[] = ['return=minimal', 'tx=rollback', 'audit-checkpoint']

/** How a verb is called, and who may. */
export function named({ name, permissions }: Entity, verb: string) {
  const roles = permissions[verb]
  return {
    action: `${name}:${verb}`,
    tag: name.charAt(0).toUpperCase() + name.slice(1),
    access: { permission: `domain:${name}:${verb}`, ...(roles && { roles }) },
    limits: ['address'] as const,
  }
}

/** The row that a path names, for entities that are cached at all. */
export function rowCache({ cache, table }: Entity, use: CacheUse['use']): { cache?: CacheUse } {
  if (!cache) return {}
  return { cache: { use, key: ({ id = '' }) => (isUuid(id) ? rowKey(table, id) : undefined) } }
}
