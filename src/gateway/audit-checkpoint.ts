/**
 * For who asks: beside the answer, how far the audit log is sealed. Who keeps such checkpoints can show later that nothing they cover was
 * changed, whatever becomes of the database. It costs a trip of its own, and where that fails the answer goes without.
 */
import { newestNote } from '../audit/reading/checkpoint.ts'
import type { Call, Reply } from '../ports/endpoint.ts'

export async function withCheckpoint(call: Call, reply: Reply): Promise<Reply> {
  if (!call.preferences.includes('audit-checkpoint')) return reply
  const note = await newestNote(call).catch(() => undefined)
  if (note === undefined) return reply
  return { ...reply, headers: { ...reply.headers, 'audit-checkpoint': Buffer.from(note).toString('base64') } }
}
