/** The order of the layers, read from the mounted app itself: no route skips one, and none stands beside the list. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { createApp } from '../../src/app.ts'
import { endpointsOf } from '../../src/endpoints.ts'
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

const pipeline = ['admission', 'csrf', 'validate', 'authenticate', 'authorize', 'idempotency', 'run']

const endpoints = endpointsOf(testConfig())
let house: House
let routes: ReturnType<typeof createApp>['routes']

beforeAll(async () => {
  house = await openHouse()
  routes = house.app.routes
})
afterAll(() => house?.close())

const names = (method: string, path: string) =>
  routes.filter((route) => route.method === method && route.path === path).map(({ handler }) => handler.name)

test('the envelope is around everything, and comes first', () => {
  expect(routes.slice(0, envelope.length).map(({ handler }) => handler.name)).toEqual(envelope)
  for (const { path, method } of routes.slice(0, envelope.length))
    expect([path, method]).toEqual(['/*', 'ALL'])
})

describe('every endpoint is behind every layer, in order', () => {
  test.each(endpoints.map(({ method, path }) => [method, path]))('%s %s', (method, path) => {
    expect(names(method, routeOf(path))).toEqual(pipeline)
  })
})

test('what is not found is limited, and nothing is mounted but the list', () => {
  const paths = new Set(endpoints.map(({ path }) => routeOf(path)))
  for (const path of paths) expect(names('ALL', path)).toEqual(['admission', 'otherMethods'])
  expect(routes.slice(-2).map(({ path, method, handler }) => [method, path, handler.name])).toEqual([
    ['ALL', '/*', 'admission'],
    ['ALL', '/*', 'notFound'],
  ])
  const mounted = endpoints.length * pipeline.length + paths.size * 2 + envelope.length + 2
  expect(routes.length).toBe(mounted)
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
    'POST /v1/auth/login',
    'POST /v1/auth/register',
    'POST /v1/auth/verify-email',
    'POST /v1/auth/verify-email/resend',
  ])
})
