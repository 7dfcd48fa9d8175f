/**
 * Shed: can this process take one more? Past its limit, which follows how long work waits (`store/resilience/limiter`), one waits for
 * a place, two seconds at most and never in a queue without end (`store/resilience/waiting-room`); then it says 503.
 *
 * Outside of the deadline, so that what never ends does not keep its place for ever.
 * What matters least goes first (health > auth > writes > reads > exports), each class by a lower share of the limit.
 * Whoever had to be refused is followed by a brownout of ten seconds: what is dear and can wait is not done at all (exports, here;
 * exact counts, in `preferences`).
 * Who sends slowly, or waits for a hash or for somebody else's server, is not in flight meanwhile, and an export only until it begins
 * to flow: exports are counted by themselves until they have ended, so that few who read slowly leave room for all the others.
 */
import { createMiddleware } from 'hono/factory'
import { AppError } from '../core/errors.ts'
import type { Ports } from '../ports/index.ts'
import type { AppEnv } from './context.ts'
import { placesIn } from './places.ts'

export const shed = ({ clock, load, meter, modes, config }: Ports, most: number) => {
  const places = placesIn({ clock, load, most })
  const exports = { inAll: 0, most: most / 10 }
  const full = () => {
    meter.count('http_shed_total')
    meter.gauge('http_in_flight_limit', Math.floor(places.limit()))
    const { count, windowSeconds } = config.limits.address
    return new AppError('unavailable', 'The service is at its limit. Please try again.', {
      headers: {
        'retry-after': '1',
        // A saturated server may lower what it offers (draft-ietf-httpapi-ratelimit-headers §6.5).
        'ratelimit-policy': `"address";q=${count};w=${windowSeconds}`,
        ratelimit: '"address";r=0;t=1',
      },
    })
  }
  return createMiddleware<AppEnv>(async function shed(c, next) {
    const share = shareOf(c.req.method, c.req.path)
    if (share === undefined) {
      c.set('patiently', (wait) => wait())
      return next()
    }
    const isExport = share === exportShare
    const refused = () => {
      // Exports alone do not make it late: they have few places at any time.
      if (!isExport) modes.degraded('brownout')
      return full()
    }
    if (isExport && (modes.has('brownout') || exports.inAll >= exports.most)) throw refused()
    if (isExport) exports.inAll++
    try {
      const place = await places.take({ share, waits: !isExport, refused })
      c.set('patiently', place.without)
      await next().finally(place.leave)
    } finally {
      if (isExport) void Promise.resolve(c.get('flow')).finally(() => exports.inAll--)
    }
  })
}

const exportShare = 0.5

/** Of the limit; undefined for what is answered always. */
function shareOf(method: string, path: string) {
  if (path === '/livez' || path === '/readyz' || path === '/metrics') return undefined
  if (path.startsWith('/v1/auth/')) return 1
  if (path.endsWith('/export')) return exportShare
  return method === 'GET' || method === 'HEAD' ? 0.8 : 0.95
}
