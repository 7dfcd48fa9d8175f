/** Does what was restored serve? Asked of the whole app over it, by its front door, in this process. */
import { randomBytes } from 'node:crypto'
import { createApp } from '../../app.ts'
import { createAdmin } from '../../auth/admins.ts'
import type { Config } from '../../core/config.ts'
import { type KeyRing, servingPurposes } from '../../core/keys.ts'
import { entities } from '../../entities/index.ts'
import type { Ports } from '../../ports/index.ts'
import { sealed } from '../../sealed.ts'
import { survey, unreadable } from '../../store/survey.ts'

export interface Smoke {
  /** What was asked and answered as it must be. */
  readonly asked: readonly string[]
  /** Sentences about what was not. */
  readonly wrong: readonly string[]
}

/** For who has no keys to serve with: what they make goes with the scratch database. */
export function withKeys(config: Config): Config {
  const keys: Record<string, unknown> = { ...config.keys }
  for (const purpose of servingPurposes)
    if (config.keys[purpose].length === 0)
      keys[purpose] = [{ kid: 'drill', bytes: new Uint8Array(randomBytes(32)) }]
  return { ...config, keys: keys as unknown as KeyRing }
}

/** `checkpoint`: the head that the manifest names. */
export async function smoke(ports: Ports, checkpoint: string | null): Promise<Smoke> {
  const app = createApp(ports)
  const asked: string[] = []
  const wrong: string[] = []
  async function ask(path: string, init: RequestInit = {}): Promise<string> {
    const request = new Request(`${ports.config.baseUrl}${path}`, init)
    const line = `${request.method} ${path}`
    const response = await app.fetch(request, { address: '127.0.0.1' } as never, quiet as never)
    const text = await response.text()
    if (response.ok) asked.push(line)
    else wrong.push(`${line} is answered with ${response.status}`)
    return response.ok ? text : ''
  }

  if (/"audit":"down"/.test(await ask('/readyz'))) wrong.push('/readyz says that changes can escape the log')
  if (checkpoint !== null && (await ask('/audit/checkpoint')) !== checkpoint)
    wrong.push('GET /audit/checkpoint is not the head that the manifest names')

  // A canary: somebody is made, signs in, and sees what they may see. They go with the database.
  const email = `drill-${randomBytes(8).toString('hex')}@drill.example.com`
  const password = `canary ${randomBytes(16).toString('hex')} drill`
  await createAdmin(ports, { email, name: 'Drill', password })
  const body = JSON.stringify({ email, password })
  const headers = { 'content-type': 'application/json' }
  const session = await ask('/v1/auth/login', { method: 'POST', headers, body })
  const [, token] = /"(?:access_?token|token)":"([^"]+)"/i.exec(session) ?? []
  if (token === undefined) wrong.push('nobody can sign in')
  const bearer = { headers: { authorization: `Bearer ${token}` } }
  const lists = entities.map(({ classified }) => `/v1/${classified.table}`)
  for (const path of token === undefined ? [] : ['/v1/me', '/v1/users', '/v1/audit-logs', ...lists])
    await ask(path, bearer)
  return { asked, wrong }
}

const quiet = { waitUntil() {}, passThroughOnException() {}, props: {} }

/** Does the ring open everything that is sealed? How many values there are, and sentences about those that it does not. */
export async function openAll(
  ports: Ports,
): Promise<{ readonly values: number; readonly wrong: readonly string[] }> {
  const standings = await survey(ports, sealed)
  const broken = standings.filter(({ values, sound }) => sound > 0 && sound < values)
  return {
    values: standings.reduce((sum, { values }) => sum + values, 0),
    wrong: [
      ...unreadable(standings, ports.config.keys.field),
      ...broken.map(
        ({ table, column, values, sound }) => `${table}.${column}: ${values - sound} do not open`,
      ),
    ],
  }
}
