/** What the documentation tells of a list: no parameter is merely a string. */
import { describe, expect, test } from 'vitest'
import { endpointsOf } from '../../src/endpoints.ts'
import { openApi } from '../../src/gateway/openapi.ts'
import { testConfig } from '../support/house.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly schema: {
    readonly format?: string
    readonly enum?: readonly string[]
    readonly maxLength?: number
  }
}

const config = testConfig()
const { paths } = JSON.parse(
  JSON.stringify(openApi(endpointsOf(config), { baseUrl: config.baseUrl, version: '0.0.0' })),
) as { paths: Record<string, Record<string, { parameters?: Parameter[] }>> }

const of = (path: string) =>
  Object.fromEntries(
    (paths[path]?.get?.parameters ?? []).filter((one) => one.in === 'query').map((one) => [one.name, one]),
  )

describe('the documentation of a list', () => {
  const lists = Object.keys(paths).filter((path) => 'cursor' in of(path))
  const all = lists.flatMap((path) => Object.values(of(path)).map((one) => [path, one.name, one] as const))

  test.each(all)('%s tells what %s takes', (_path, _name, { description, schema }) => {
    expect(description ?? schema.format ?? schema.enum ?? (schema.maxLength ?? 8192) < 8192).toBeTruthy()
  })

  test('names the limit, what it can be sorted by, and the values of a closed list', () => {
    const { limit, sort, status, customerId, dueOn } = of('/v1/invoices')
    expect(limit?.description).toBe('How many at most: 1 to 100. Default: 25.')
    expect(sort?.description).toMatch(/`createdAt`.*`-createdAt`/)
    expect(status?.schema.enum).toContain('draft')
    expect([customerId?.schema.format, dueOn?.schema.format]).toEqual(['uuid', 'date'])
  })
})
