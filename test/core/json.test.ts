import { describe, expect, test } from 'vitest'
import { maxDepth, parseJson } from '../../src/core/json.ts'

describe('parseJson', () => {
  test.each([
    ['an object', '{"a":1,"b":{"a":2}}', { a: 1, b: { a: 2 } }],
    ['a key that stands in two objects of a list', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['a string that looks like a repeated key', '{"a":"\\"a\\":1"}', { a: '"a":1' }],
    ['a colon after a string in a list', '["a"]', ['a']],
    ['brackets inside a string', `{"a":"${'['.repeat(100)}"}`, { a: '['.repeat(100) }],
  ])('reads %s', (_what, text, value) => {
    expect(parseJson(text)).toEqual(value)
  })

  test('reads what is nested as deeply as allowed', () => {
    expect(() => parseJson('['.repeat(maxDepth) + ']'.repeat(maxDepth))).not.toThrow()
  })

  test.each([
    ['a repeated key', '{"a":1,"a":2}'],
    ['a key repeated in another spelling', '{"a":1,"\\u0061":2}'],
    ['a key repeated deep inside', '[{"x":{"a":1, "a" :2}}]'],
    ['a broken escape in a key', '{"\\x":1,"a":2}'],
    ['one level too many', '['.repeat(maxDepth + 1) + ']'.repeat(maxDepth + 1)],
    ['a quarter of a million brackets', '['.repeat(262_144)],
    ['nothing', ''],
    ['half an object', '{"a":'],
    ['two values', '1 2'],
    ['a comment', '{/**/}'],
    ['a string without an end', '"abc'],
  ])('refuses %s as malformed, without repeating it [V15.3.7]', (_what, text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'malformed' }))
  })
})
