/** What a verb needs of a call: everything but its input, which it is handed apart. */
import type { Call } from '../../ports/endpoint.ts'

export type EntityCall = Omit<Call, 'input'>

export type Data = Readonly<Record<string, unknown>>
