/** What the operating system says of a socket is no SQLSTATE, though it may have as many letters. */
import { expect, test } from 'vitest'
import { failure } from '../../../src/drivers/postgres/failure.ts'
import { fateOf, isOutage } from '../../../src/store/resilience/sqlstate.ts'

const system = (code: string) => failure(Object.assign(new Error(`write ${code}`), { code }))

test.each(['EPIPE', 'ECONNRESET', 'EPERM', 'EBUSY', 'EROFS'])(
  '%s: the connection failed, and nobody knows',
  (code) => {
    const error = system(code)
    expect(error.code).toBeUndefined()
    expect([isOutage(error), fateOf(error)]).toEqual([true, 'unknown'])
  },
)

test.each(['08006', '22P02', '42P01', 'P0001', 'XX000', 'HV00A', '0LP01'])('%s: Postgres said so', (code) => {
  expect(system(code).code).toBe(code)
})
