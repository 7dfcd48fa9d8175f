import { describe, expect, test } from 'vitest'
import { jsonLog } from '../../../src/drivers/log/json.ts'
import type { LogEntry } from '../../../src/ports/log.ts'

function lineOf(entry: Partial<LogEntry> & Record<string, unknown>) {
  const lines: string[] = []
  const log = jsonLog({
    service: 'holdfast',
    write: (line) => lines.push(line),
    now: () => 1_800_000_000_123,
  })
  log.write({ level: 'info', action: 'http.request', ...entry } as LogEntry)
  expect(lines).toHaveLength(1)
  return lines[0] ?? ''
}

describe('the log', () => {
  test('writes one line, when and how grave and who first [V16.2.2] [V16.2.4]', () => {
    const line = lineOf({
      status: 200,
      duration_ms: 1.5,
      user_id: 'u1',
      result: 'success',
      route: '/v1/invoices/{id}',
    })
    expect(line).toMatch(/^{"timestamp":"2027-01-15T08:00:00\.123Z","level":"info","service":"holdfast",/)
    expect(JSON.parse(line)).toEqual({
      timestamp: '2027-01-15T08:00:00.123Z',
      level: 'info',
      service: 'holdfast',
      action: 'http.request',
      result: 'success',
      user_id: 'u1',
      route: '/v1/invoices/{id}',
      status: 200,
      duration_ms: 1.5,
    })
  })

  test('drops every field that the port does not name [V16.2.5]', () => {
    const line = lineOf({
      password: 'hunter2',
      authorization: 'Bearer hunter2',
      url: '/?token=hunter2',
      error: { name: 'TypeError', message: 'hunter2', cause: 'hunter2' } as never,
    })
    expect(line).not.toContain('hunter2')
    expect(JSON.parse(line).error).toEqual({ name: 'TypeError' })
  })

  test('names a failure by class, code and frames, and no more than twenty of those', () => {
    const frames = Array.from({ length: 50 }, (_, i) => `at f${i} (file.ts:${i})`)
    const { error } = JSON.parse(lineOf({ error: { name: 'DatabaseError', code: '23505', frames } }))
    expect(error).toMatchObject({ name: 'DatabaseError', code: '23505' })
    expect(error.frames).toHaveLength(20)
  })

  test.each([
    ['a line break', 'a\r\n{"level":"error"}'],
    ['an escape sequence', 'a\u001b[2Jb'],
    ['NUL and C1', 'a\u0000\u0085\u009bb'],
    ['a line separator', 'a\u2028b\u2029'],
    ['a right-to-left override', 'a\u202eb\u2066'],
    ['a lone surrogate', 'a\ud800b'],
  ])('takes %s out of a value [V16.4.1]', (_what, value) => {
    const line = lineOf({ user_agent: value })
    expect(JSON.parse(line).user_agent).toMatch(/^[\p{L}\p{N}\p{P}\p{S} \ufffd]+$/u)
    expect(line.split('\n')).toHaveLength(1)
  })

  test('cuts what is too long', () => {
    const entry = JSON.parse(lineOf({ user_agent: 'x'.repeat(100_000), detail: 'y'.repeat(100_000) }))
    expect(entry.user_agent).toHaveLength(256)
    expect(entry.detail).toHaveLength(500)
  })

  test.each<[string, Record<string, unknown>]>([
    ['an object for a text', { user_id: { $ne: null } }],
    ['NaN for a status', { status: Number.NaN }],
    ['a text for a duration', { duration_ms: '12' }],
    ['nothing', { user_id: undefined, error: undefined }],
  ])('leaves out %s', (_what, entry) => {
    expect(Object.keys(JSON.parse(lineOf(entry)))).toEqual(['timestamp', 'level', 'service', 'action'])
  })
})
