/** What an API key may be given: `area:read` or `area:write`, for an entity or for a part of the house. */
import type { Role } from '../core/actor.ts'
import { permits } from './permissions.ts'

/** Parts of the house that are no entities, and that a program may be let into. */
const ownAreas = ['users', 'audit-logs'] as const

const uses = ['read', 'write'] as const

/** Every scope there is, given the names of the entities. */
export function scopesOf(entities: readonly string[]): readonly string[] {
  return [...entities, ...ownAreas].flatMap((area) => uses.map((use) => `${area}:${use}`))
}

/** May somebody of this role do what the scope says? A key can do no more than its person. */
export function isWithin(role: Role, scope: string): boolean {
  const [area = ''] = scope.split(':')
  return permits(role, (ownAreas as readonly string[]).includes(area) ? scope : `domain:${scope}`)
}
