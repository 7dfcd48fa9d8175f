/** Who may what: one table. A permission is `area:verb…`; a pattern may end in `*`. What is not here is refused. */
import type { Role } from '../core/actor.ts'

export const permissions: Readonly<Record<Role, readonly string[]>> = {
  member: ['self:*', 'domain:*'],
  auditor: ['self:*', 'users:read', 'audit-logs:read'],
  admin: ['self:*', 'domain:*', 'users:*', 'audit-logs:*', 'operations:*'],
}

/** May this role do this? `permits('member', 'domain:invoices:update')`. */
export function permits(role: Role, permission: string): boolean {
  return permissions[role].some((pattern) =>
    pattern.endsWith('*') ? permission.startsWith(pattern.slice(0, -1)) : pattern === permission,
  )
}
