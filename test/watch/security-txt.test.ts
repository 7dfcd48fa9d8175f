/** security.txt (RFC 9116), as a scanner reads it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse } from '../support/house.ts'

const path = '/.well-known/security.txt'
const security = {
  contacts: ['mailto:security@example.com', 'https://example.com/report'],
  languages: ['en', 'de'],
  policy: 'https://example.com/policy',
}

describe('security.txt', () => {
  let now = Date.UTC(2026, 10, 23, 7, 30)
  let house: House
  beforeAll(async () => {
    house = await openHouse({
      config: { baseUrl: 'https://api.example.com', security },
      wrap: (ports) => ({ ...ports, clock: { ...ports.clock, now: () => now } }),
    })
  })
  afterAll(() => house?.close())

  test('names whom to tell, in which languages, where it stands and by which rules', async () => {
    const response = await house.fetch(path)
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; charset=utf-8',
    ])
    expect((await response.text()).split('\n')).toEqual([
      'Contact: mailto:security@example.com',
      'Contact: https://example.com/report',
      'Expires: 2027-05-22T00:00:00Z',
      'Preferred-Languages: en, de',
      'Canonical: https://api.example.com/.well-known/security.txt',
      'Policy: https://example.com/policy',
      '',
    ])
  })

  test.each([
    ['at the last moment of a leap day', Date.UTC(2028, 1, 29, 23, 59, 59, 999)],
    ['at midnight', Date.UTC(2027, 0, 1)],
    ['in ten years', Date.UTC(2036, 6, 1, 12)],
  ])('expires within a year, and never before it is read: %s', async (_when, moment) => {
    now = moment
    const text = await (await house.fetch(path)).text()
    const [expires = '', ...others] = text.split('\n').filter((line) => line.startsWith('Expires: '))
    expect(others).toEqual([])
    const ahead = Date.parse(expires.slice('Expires: '.length)) - moment
    expect(ahead).toBeGreaterThan(100 * 86_400_000)
    expect(ahead).toBeLessThan(365 * 86_400_000)
  })

  test('leaves out what nobody set, and an address that is not https', async () => {
    const bare = await openHouse({ config: { security: { ...security, policy: undefined } } })
    const text = await (await bare.fetch(path)).text()
    await bare.close()
    expect(text).toMatch(/^Contact: .*\nContact: .*\nExpires: .*\nPreferred-Languages: en, de\n$/)
  })

  test('is not there where nobody is named', async () => {
    const silent = await openHouse()
    const response = await silent.fetch(path)
    await silent.close()
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'not-found' }])
  })
})
