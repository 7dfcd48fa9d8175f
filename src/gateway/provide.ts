/** Ports: what this request may use of the world, and where it came from as the entry saw it. */
import { createMiddleware } from 'hono/factory'
import { normaliseAddress } from '../core/address.ts'
import type { Ports } from '../ports/index.ts'
import type { AppEnv } from './context.ts'

export const provide = (ports: Ports) =>
  createMiddleware<AppEnv>(function provide(c, next) {
    c.set('ports', ports)
    c.set('client', {
      address: normaliseAddress(c.env.address),
      userAgent: c.req
        .header('user-agent')
        ?.replace(/[^\x20-\x7e]/g, '')
        .slice(0, 256),
    })
    return next()
  })
