/** A scenario: a sentence, and the exchanges that show it. It speaks HTTP and nothing else. */
import { expect } from 'vitest'
import type { Answer, Client } from './client.ts'

export interface Scenario {
  /** Completes "the API …". */
  readonly name: string
  readonly play: (client: Client) => Promise<unknown>
}

export type Family = readonly Scenario[]

/** The problem document says this code; what else it says is compared by the transcript. */
export function expectProblem(answer: Answer, code: string) {
  expect(answer.header('content-type')).toBe('application/problem+json')
  expect(answer.at('code')).toBe(code)
  expect(answer.at('type')).toBe(`/problems/${code}`)
  expect(answer.header('cache-control')).toBe('no-store')
  expect(answer.at('instance')).toBe(`urn:uuid:${answer.header('x-request-id')}`)
  if (code === 'unauthenticated') expect(answer.header('www-authenticate')).toBe('Bearer')
}

/** What every answer carries, whatever it says. */
export function expectGuarded(
  answer: Answer,
  policy: RegExp = /^default-src 'none'; frame-ancestors 'none'; /,
) {
  expect(answer.header('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
  expect(answer.header('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
  expect(answer.header('content-security-policy')).toMatch(policy)
  expect(answer.header('x-content-type-options')).toBe('nosniff')
  expect(answer.header('referrer-policy')).toBe('no-referrer')
  expect(answer.header('cross-origin-resource-policy')).toBe('same-origin')
  expect(answer.header('cross-origin-opener-policy')).toBe('same-origin')
  expect(answer.header('permissions-policy')).toContain('camera=()')
  expect(answer.header('ratelimit-policy')).toMatch(/^"[a-z]+";q=\d+;w=\d+$/)
  expect(answer.header('ratelimit')).toMatch(/^"[a-z]+";r=\d+;t=\d+$/)
}
