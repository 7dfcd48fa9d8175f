/** Who is calling: decided once by `gateway/authenticate`, passed as a value from there on. */

export const roles = ['member', 'auditor', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Anonymous {
  readonly kind: 'anonymous'
}

export interface User {
  readonly kind: 'user'
  readonly id: string
  readonly role: Role
  /** Of a program with an API key: the key's id. */
  readonly sessionId: string
  /** When the person last proved who they are, milliseconds since 1970; 0 for a program. */
  readonly authTime: number
  /** Present where a program acts with an API key: all that it may do of what the person may. */
  readonly scopes?: readonly string[]
}

/** The program itself: jobs and the command line. `name` says which. */
export interface System {
  readonly kind: 'system'
  readonly name: string
}

export type Actor = Anonymous | User | System

export const anonymous: Anonymous = { kind: 'anonymous' }
