/** Health: is the process alive, can it serve, and what has it counted? */
import * as z from 'zod'
import { AppError } from '../core/errors.ts'
import { endpoint } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'

const state = z.enum(['ok', 'degraded', 'down'])

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

const readyz = endpoint({
  method: 'GET',
  path: '/readyz',
  action: 'system:readyz',
  summary: 'Can it serve? Asks Postgres and Redis.',
  tag: 'System',
  input: {},
  output: {
    status: 200,
    description: 'It can serve. Without Redis it serves more slowly: `degraded`.',
    body: z.strictObject({ status: state, postgres: state, redis: state }),
  },
  problems: ['unavailable'],
  access: 'anyone',
  limits: ['local'],
  async run({ ports, deadline }) {
    const [postgres, redis] = await Promise.all([
      reaches(() => ports.database.query({ text: 'select 1', params: [] }, { signal: deadline.signal })),
      reaches(() => ports.cache.ping(deadline.signal)),
    ])
    if (ports.stopping.aborted || !postgres) throw notReady(ports)
    const body = { status: redis ? 'ok' : 'degraded', postgres: 'ok', redis: redis ? 'ok' : 'down' }
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

export const healthEndpoints = [livez, readyz, metrics]

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
