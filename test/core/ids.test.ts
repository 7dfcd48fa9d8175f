import { describe, expect, test } from 'vitest'
import { isUuid, uuidv7 } from '../../src/core/ids.ts'

describe('uuidv7', () => {
  test('has the shape of RFC 9562 and no twin in 10,000', () => {
    const ids = Array.from({ length: 10_000 }, () => uuidv7())
    expect(
      ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(ids.map((id) => id[19])).size).toBe(4)
  })

  test('holds its moment, and sorts by it', () => {
    const moment = Date.UTC(2026, 10, 23)
    expect(Number.parseInt(uuidv7(moment).replaceAll('-', '').slice(0, 12), 16)).toBe(moment)
    expect(uuidv7(moment) < uuidv7(moment + 1)).toBe(true)
  })

  test('is told from other text', () => {
    expect(isUuid(uuidv7())).toBe(true)
    for (const text of ['', 'x', uuidv7().toUpperCase(), `${uuidv7()} `, uuidv7().replaceAll('-', '')])
      expect(isUuid(text)).toBe(false)
  })
})
