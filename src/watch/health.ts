/** Health: is the process alive, can it serve, and what has it counted? */
import * as z from 'zod'
import type { Coverage } from '../audit/classification.ts'
import { auditState } from '../audit/state.ts'
import { AppError } from '../core/errors.ts'
import { endpoint } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'

const condition = z.enum(['ok', 'degraded', 'down'])

const livez = endpoint({
  method: 'GET',
  path: '/livez',
  action: 'system:livez',
  summary: 'Is the process alive? Asks no dependency.',
  tag: 'System',
  input: {},
  output: { status: 200, description: 'Alive.', body: z.strictObject({ status: z.literal('ok') }) },
  problems: [],
  access: 'anyone',
  limits: ['local'],
  run: async () => ({ body: { status: 'ok' }, headers: { 'cache-control': 'no-store' } }),
})

const readyz = (state: ReturnType<typeof auditState>) =>
  endpoint({
    method: 'GET',
    path: '/readyz',
    action: 'system:readyz',
    summary: 'Can it serve? Asks Postgres and Redis, and how the audit log stands.',
    tag: 'System',
    input: {},
    output: {
      status: 200,
      description:
        'It can serve. Without Redis it serves more slowly: `degraded`. So it is where the audit log is not sealed for five minutes (`degraded`), or changes could escape it (`down`). `modes`: what was done differently within the last seconds.',
      body: z.strictObject({
        status: condition,
        postgres: condition,
        redis: condition,
        audit: condition,
        modes: z.array(z.string()),
      }),
    },
    problems: ['unavailable'],
    access: 'anyone',
    limits: ['local'],
    async run({ ports, deadline }) {
      const [audit, redis] = await Promise.all([
        state(ports, deadline.signal).catch(() => undefined),
        reaches(() => ports.cache.ping(deadline.signal)),
      ])
      if (ports.stopping.aborted || !audit) throw notReady(ports)
      const modes = ports.modes.active()
      const status = redis && audit === 'ok' && modes.length === 0 ? 'ok' : 'degraded'
      const body = { status, postgres: 'ok', redis: redis ? 'ok' : 'down', audit, modes }
      return { body, headers: { 'cache-control': 'no-store' } }
    },
  })

const metrics = endpoint({
  method: 'GET',
  path: '/metrics',
  action: 'system:metrics',
  summary: 'What this process has counted, in the Prometheus text format.',
  tag: 'System',
  input: {},
  output: {
    status: 200,
    description: 'Metrics.',
    body: z.string(),
    mediaType: 'text/plain; version=0.0.4; charset=utf-8',
  },
  problems: ['unauthenticated'],
  access: 'operator',
  limits: ['local'],
  run: async ({ ports }) => ({ body: ports.meter.render(), headers: { 'cache-control': 'no-store' } }),
})

export const healthEndpoints = (coverage: Coverage) => [livez, readyz(auditState(coverage)), metrics]

async function reaches(ask: () => Promise<unknown>) {
  try {
    await ask()
    return true
  } catch {
    return false
  }
}

function notReady({ stopping }: Ports) {
  const detail = stopping.aborted ? 'The process is stopping.' : 'The database cannot be reached.'
  return new AppError('unavailable', detail, { headers: { 'retry-after': '5' } })
}
