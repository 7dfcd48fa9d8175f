/** The app's own login, as an attacker with its password would use it: plain SQL, and a context where one is wanted. */
import { randomUUID } from 'node:crypto'
import { Client, Query, type QueryResult } from 'pg'

export interface LogRow {
  readonly operation: string
  readonly entity: string
  readonly entity_id: string | null
  readonly action: string
  readonly user_id: string | null
  readonly db_role: string
  readonly outcome: string
  readonly details: { old?: Record<string, unknown>; new?: Record<string, unknown>; redacted?: string[] }
}

export type Person = Awaited<ReturnType<typeof login>>

export async function login(url: string) {
  const client = new Client(url)
  client.on('error', () => {})
  await client.connect()

  /** Simple protocol: may hold several statements; afterwards no transaction is open. */
  async function plain(sql: string): Promise<unknown> {
    try {
      return await client.query(sql)
    } finally {
      await client.query('rollback')
    }
  }

  /** As the app does it: context and statements in one transaction. Answers with the last statement's rows. */
  async function act(sql: string | Copy, context: object = contextOf()): Promise<Record<string, unknown>[]> {
    await client.query('begin')
    try {
      await client.query(`select set_config('app.ctx', $1, true)`, [JSON.stringify(context)])
      const results = typeof sql === 'string' ? await client.query(sql) : await sql(client)
      await client.query('commit')
      return (Array.isArray(results) ? results.at(-1) : results).rows
    } catch (error) {
      await client.query('rollback')
      throw error
    }
  }

  /** What the log says of one row, oldest first. */
  async function log(entity: string, entityId: string): Promise<LogRow[]> {
    const text = 'select * from audit_logs where entity = $1 and entity_id = $2 order by id'
    return (await client.query(text, [entity, entityId])).rows
  }

  async function user(): Promise<string> {
    const id = randomUUID()
    await act(`insert into users (id, email, name) values ('${id}', '${id}@example.com', 'Ada')`)
    return id
  }

  return { client, plain, act, log, user, close: () => client.end() }
}

export function contextOf(given: object = {}) {
  return {
    actor_kind: 'user',
    user_id: '01a00000-0000-7000-8000-000000000001',
    session_id: '01a00000-0000-7000-8000-000000000002',
    action: 'test:write',
    request_id: '01a00000-0000-7000-8000-000000000003',
    ip_address: '203.0.113.7',
    user_agent: 'test',
    ...given,
  }
}

type Copy = (client: Client) => Promise<QueryResult>

interface Wire {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** COPY … FROM STDIN: `pg` leaves it to others, and these few lines are enough. */
export function copyIn(target: string, lines: string): Copy {
  return (client) =>
    new Promise((resolve, reject) => {
      const done = (error: Error | null, result: QueryResult) => (error ? reject(error) : resolve(result))
      const query = new Query(`copy ${target} from stdin`, undefined, done as never)
      const handleCopyInResponse = (wire: Wire) => {
        wire.sendCopyFromChunk(Buffer.from(lines))
        wire.endCopyFrom()
      }
      client.query(Object.assign(query, { handleCopyInResponse }) as never)
    })
}
