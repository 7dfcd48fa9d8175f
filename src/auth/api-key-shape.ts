/** What a client sees of API keys: the schema that documents it, and the SQL that makes it. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { moment, rfc3339 } from './shapes.ts'

export const apiKeyShape = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(z.string()),
  expiresAt: moment.nullable(),
  lastUsedAt: moment.nullable().describe('To within five minutes.'),
  createdAt: moment,
})

export type ApiKeyJson = z.output<typeof apiKeyShape>

/** `apiKeyShape` from a row of `api_keys` under the alias `k`. */
export const apiKeyJson = sql`jsonb_build_object(
  'id', k.id, 'name', k.name, 'scopes', k.scopes, 'expiresAt', ${rfc3339(sql`k.expires_at`)},
  'lastUsedAt', ${rfc3339(sql`k.last_used_at`)}, 'createdAt', ${rfc3339(sql`k.created_at`)})`
