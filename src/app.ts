/**
 * The whole request pipeline, outermost layer first.
 * The envelope guards every request; the pipeline guards every endpoint. There is no third way in.
 */
import { Hono } from 'hono'
import { endpointsOf } from './endpoints.ts'
import { admission } from './gateway/admission.ts'
import { authenticate } from './gateway/authenticate.ts'
import { authorize } from './gateway/authorize.ts'
import { bodyLimit } from './gateway/body-limit.ts'
import type { AppEnv } from './gateway/context.ts'
import { cors } from './gateway/cors.ts'
import { csrf } from './gateway/csrf.ts'
import { deadline } from './gateway/deadline.ts'
import { idempotency } from './gateway/idempotency.ts'
import { later } from './gateway/later.ts'
import { layers } from './gateway/layers.ts'
import { preferences } from './gateway/preferences.ts'
import { problem } from './gateway/problem.ts'
import { provide } from './gateway/provide.ts'
import { requestId } from './gateway/request-id.ts'
import { methodsByRoute, routeOf } from './gateway/route.ts'
import { run } from './gateway/run.ts'
import { secureHeaders } from './gateway/secure-headers.ts'
import { shed } from './gateway/shed.ts'
import { notFound, otherMethods } from './gateway/unrouted.ts'
import { validate } from './gateway/validate.ts'
import type { Ports } from './ports/index.ts'
import { accessLog } from './watch/access-log.ts'
import { metrics } from './watch/metrics.ts'
import { serverTiming } from './watch/server-timing.ts'

export function createApp(ports: Ports) {
  const app = new Hono<AppEnv>()
  const endpoints = endpointsOf(ports.config)
  const anything = { limits: ['address'], access: 'anyone' } as const

  app.onError(problem)

  // The envelope: what can be done without knowing what is asked.
  app.use(
    layers(
      requestId(),
      provide(ports),
      later(),
      accessLog(),
      metrics(),
      serverTiming(),
      secureHeaders(),
      cors(ports.config.corsOrigins),
      shed(ports, 512),
      deadline(),
      bodyLimit(),
    ),
  )

  // The pipeline: read it downwards; the response travels back up.
  for (const endpoint of endpoints) {
    app.on(
      endpoint.method,
      routeOf(endpoint),
      layers(
        admission(endpoint, endpoint),
        csrf(),
        validate(endpoint.input),
        authenticate(),
        authorize(endpoint.access, endpoint.action),
        idempotency(endpoint),
        preferences(endpoint),
        run(endpoint), // business logic → database and audit record in one atomic trip → response
      ),
    )
  }

  // What no endpoint takes is limited all the same.
  for (const [route, methods] of methodsByRoute(endpoints))
    app.all(route, layers(admission(anything), otherMethods(methods)))
  app.all('*', layers(admission(anything), notFound()))

  return app
}
