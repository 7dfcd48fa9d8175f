/** Who looks at a page, as far as a page must know: is somebody signed in here, and what do their forms carry? */
import { csrfToken } from '../auth/csrf.ts'
import type { Actor, Role } from '../core/actor.ts'
import type { Call, Refusal } from '../ports/endpoint.ts'

export interface Visitor {
  /** For the forms of this answer. */
  readonly csrf: string
  /** Undefined where it was not asked yet. */
  readonly role: Role | undefined
}

type Seen = Pick<Call, 'credential' | 'ports'> & { readonly actor: Actor | undefined }

/** Undefined for a stranger, and for a program: it has a token, and no browser in which a bar would mean anything. */
export function visitorOf({ actor, credential, ports }: Seen): Visitor | undefined {
  if (credential?.transport !== 'cookie' || credential.hash === undefined) return undefined
  return {
    csrf: csrfToken(ports.config.keys, credential.hash),
    role: actor?.kind === 'user' ? actor.role : undefined,
  }
}

/** A cookie that opens nothing any more: signed out elsewhere, or too long unused. */
export const hasDeadCookie = ({ code, actor, credential }: Refusal) =>
  code === 'unauthenticated' && actor === undefined && credential?.transport === 'cookie'
