/** The order of the layers, read from the mounted app itself: no route skips one, and none stands beside the list. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { createApp } from '../../src/app.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import type { Layers } from '../../src/gateway/layers.ts'
import { routeOf } from '../../src/gateway/route.ts'
import { type House, openHouse, testConfig } from '../support/house.ts'

const envelope = [
  'requestId',
  'provide',
  'later',
  'accessLog',
  'metrics',
  'serverTiming',
  'secureHeaders',
  'cors',
  'shed',
  'deadline',
  'bodyLimit',
]

const pipeline = [
  'admission',
  'csrf',
  'validate',
  'authenticate',
  'authorize',
  'idempotency',
  'preferences',
  'run',
]

const endpoints = endpointsOf(testConfig())
let house: House
let routes: ReturnType<typeof createApp>['routes']

beforeAll(async () => {
  house = await openHouse()
  routes = house.app.routes
})
afterAll(() => house?.close())

const names = (method: string, path: string) =>
  routes.filter((route) => route.method === method && route.path === path).flatMap(orderOf)

const orderOf = ({ handler }: (typeof routes)[number]) => (handler as Partial<Layers>).order ?? handler.name

test('the envelope is around everything, and comes first', () => {
  const [first] = routes
  expect(first && [first.path, first.method, orderOf(first)]).toEqual(['/*', 'ALL', envelope])
})

describe('every endpoint is behind every layer, in order', () => {
  test.each(endpoints.map((one) => [one.method, one.path, one] as const))('%s %s', (method, _path, one) => {
    expect(names(method, routeOf(one))).toEqual(pipeline)
  })
})

test('what is not found is limited, and nothing is mounted but the list', () => {
  const paths = new Set(endpoints.map(routeOf))
  for (const path of paths) expect(names('ALL', path)).toEqual(['admission', 'otherMethods'])
  const last = routes.at(-1)
  expect(last && [last.method, last.path, orderOf(last)]).toEqual(['ALL', '/*', ['admission', 'notFound']])
  expect(routes.length).toBe(1 + endpoints.length + paths.size + 1)
})

test('no two endpoints share a method and a path, or a name', () => {
  const keys = endpoints.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(endpoints.map(({ action }) => action)).size).toBe(endpoints.length)
})

test('only what is meant to be open is open', () => {
  const open = endpoints
    .filter(({ access }) => access === 'anyone')
    .map(({ method, path }) => `${method} ${path}`)
  expect(open.filter((key) => key.includes(' /v1/')).sort()).toEqual([
    'GET /v1/auth/oidc/{provider}/callback',
    'GET /v1/auth/oidc/{provider}/start',
    'GET /v1/auth/providers',
    'POST /v1/auth/login',
    'POST /v1/auth/login/passkey',
    'POST /v1/auth/login/passkey/options',
    'POST /v1/auth/login/second-factor',
    'POST /v1/auth/login/second-factor/passkey/options',
    'POST /v1/auth/password/forgot',
    'POST /v1/auth/password/reset',
    'POST /v1/auth/register',
    'POST /v1/auth/verify-email',
    'POST /v1/auth/verify-email/resend',
    // Whoever signs what they send.
    'POST /v1/mail/events',
    'POST /v1/payments/stripe/events',
  ])
})
