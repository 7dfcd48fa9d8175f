/** Who may what: one table. A permission is `area:verb…`; a pattern may end in `*`. What is not here is refused. */
import type { Role } from '../core/actor.ts'

export const permissions: Readonly<Record<Role, readonly string[]>> = {
  member: ['self:*', 'domain:*'],
  auditor: ['self:*', 'users:read', 'audit-logs:read'],
  admin: ['self:*', 'domain:*', 'users:*', 'audit-logs:*', 'operations:*'],
}

/** Verbs that change nothing: what a scope `invoices:read` lets a program do. */
const reading = ['read', 'list', 'history', 'export']

/** May this role do this, and within these scopes? `permits('member', 'domain:invoices:update')`. */
export function permits(role: Role, permission: string, scopes?: readonly string[]): boolean {
  const allowed = permissions[role].some((pattern) =>
    pattern.endsWith('*') ? permission.startsWith(pattern.slice(0, -1)) : pattern === permission,
  )
  return allowed && (scopes === undefined || scopes.some((scope) => covers(scope, permission)))
}

/** A scope is `area:read` or `area:write`, where the area is an entity (`invoices`) or a part of the house (`users`). */
function covers(scope: string, permission: string): boolean {
  const [area, use] = scope.split(':')
  const [first = '', second = '', third = ''] = permission.split(':')
  const [of, verb] = first === 'domain' ? [second, third] : [first, second]
  return area === of && (use === 'write' || reading.includes(verb))
}
