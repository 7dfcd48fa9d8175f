/** The bridge before each kind of server that this machine has, and Neon's own client pointed at it. */
import { type FullQueryResults, neon, neonConfig } from '@neondatabase/serverless'
import { type Bridge, openBridge } from '../../bridge/bridge.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

export const sqlServers = [
  { name: 'PGlite', postgres: undefined, skip: false },
  { name: 'Postgres', postgres: postgresUrl, skip: postgresUrl === undefined },
] as const

export const redisServers = [
  { name: 'memory', redis: undefined, skip: false },
  { name: 'Redis', redis: redisUrl, skip: redisUrl === undefined },
] as const

/** Text as Postgres wrote it, so that what is seen is the wire and not a parser of the client. */
const types = { getTypeParser: () => (value: string) => value }

export type Sql = ReturnType<typeof clientOf>

/** `fetchEndpoint` is one for the whole process: the host in the URL says which bridge is meant. */
const endpoints = new Map<string, string>()
neonConfig.fetchEndpoint = (host) => endpoints.get(host) ?? `https://${host}/sql`

export function clientOf(bridge: Bridge, options = '') {
  const host = `bridge-${new URL(bridge.url).port}`
  endpoints.set(host, `${bridge.url}/sql`)
  return neon(`postgres://app:${bridge.token}@${host}/db${options}`, { fullResults: true })
}

export const query = (sql: Sql, text: string, params: unknown[] = [], more: object = {}) =>
  sql.query(text, params, { types: types as never, ...more }) as Promise<FullQueryResults<false>>

/** What came back where an error is expected. */
export async function errorOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  return work.then(
    () => expect('an error'),
    (error) => error,
  )
}

const expect = (what: string): never => {
  throw new Error(`There was no ${what}.`)
}

export { type Bridge, openBridge }
