import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { canonicalEmail } from '../../src/core/email.ts'
import { email, line, prose, secret } from '../../src/core/text.ts'

/** The codes of the faults, or the value. */
function outcome(schema: z.ZodType, value: unknown) {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  return parsed.error.issues.map((issue) => (issue.code === 'custom' ? issue.params?.code : issue.code))
}

describe('text', () => {
  test('is kept in NFC, however it was typed', () => {
    for (const schema of [line({ max: 20 }), prose({ max: 20 }), secret({ max: 20 })])
      expect(schema.parse('Jose\u0301')).toBe('Jos\u00e9')
  })

  test('is measured in code points', () => {
    expect(outcome(line({ max: 3 }), '😀😀😀')).toBe('😀😀😀')
    expect(outcome(line({ max: 3 }), '😀😀😀😀')).toEqual(['length'])
    expect(outcome(line({ min: 2, max: 3 }), '😀')).toEqual(['length'])
  })

  test('loses its margins in a line, and keeps them in prose and in a secret', () => {
    expect(line({ max: 9 }).parse('  a b\t')).toBe('a b')
    expect(prose({ max: 9 }).parse(' a\r\nb ')).toBe(' a\nb ')
    expect(secret({ max: 9 }).parse(' a b ')).toBe(' a b ')
  })

  test.each<[why: string, text: string, code: string]>([
    ['NUL', 'a\u0000b', 'control_character'],
    ['an escape', 'a\u001b[31mb', 'control_character'],
    ['DEL', 'a\u007fb', 'control_character'],
    ['a C1 control', 'a\u0085b', 'control_character'],
    ['a lone high surrogate', 'a\ud800b', 'not_well_formed'],
    ['a lone low surrogate', 'a\udc00', 'not_well_formed'],
  ])('refuses %s everywhere', (_why, text, code) => {
    for (const schema of [line({ max: 20 }), prose({ max: 20 }), secret({ max: 20 })])
      expect(outcome(schema, text)).toContain(code)
  })

  test('has line breaks in prose only', () => {
    for (const brk of ['\n', '\r\n', '\u2028']) {
      expect(outcome(line({ max: 20 }), `a${brk}b`)).toEqual(['control_character'])
      expect(prose({ max: 20 }).safeParse(`a${brk}b`).success).toBe(true)
    }
    expect(outcome(prose({ max: 20 }), 'a\rb')).toEqual(['control_character'])
  })

  test('never repeats in a fault what was submitted', () => {
    const schemas = [line({ min: 3, max: 9 }), prose({ max: 9 }), secret({ max: 9 }), email]
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 12, maxLength: 60 }), (text) => {
        for (const schema of schemas) {
          const parsed = schema.safeParse(text)
          if (!parsed.success)
            for (const { message } of parsed.error.issues) expect(message).not.toContain(text)
        }
      }),
    )
  })

  test('documents its own limits', () => {
    expect(z.toJSONSchema(line({ min: 1, max: 7 }))).toMatchObject({
      type: 'string',
      minLength: 1,
      maxLength: 7,
    })
    expect(z.toJSONSchema(email, { io: 'input' })).toMatchObject({ type: 'string', maxLength: 254 })
  })
})

describe('email', () => {
  test.each<[text: string, canonical: string]>([
    ['ada@example.com', 'ada@example.com'],
    [' Ada.Lovelace+x@Example.COM\n', 'ada.lovelace+x@example.com'],
    ['jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['JOS\u00c9@example.com', 'jos\u00e9@example.com'],
    ['a@b\u00fccher.de', 'a@xn--bcher-kva.de'],
    ['a@B\u00dcCHER.DE', 'a@xn--bcher-kva.de'],
    ['a@xn--bcher-kva.de', 'a@xn--bcher-kva.de'],
    ['a@пример.рф', 'a@xn--e1afmkfd.xn--p1ai'],
    ['a@例え.jp', 'a@xn--r8jz45g.jp'],
    ["o'brien@example.ie", "o'brien@example.ie"],
  ])('takes %j in its one form', (text, canonical) => {
    expect(email.parse(text)).toBe(canonical)
  })

  test.each<[why: string, text: string, code: string]>([
    ['nothing', '', 'invalid_format'],
    ['no at', 'example.com', 'invalid_format'],
    ['no local part', '@example.com', 'invalid_format'],
    ['two ats', 'a@@example.com', 'invalid_format'],
    ['a host without a dot', 'a@localhost', 'invalid_format'],
    ['an IP address', 'a@127.0.0.1', 'invalid_format'],
    ['an address literal', 'a@[::1]', 'invalid_format'],
    ['a number in disguise', 'a@0x7f.1', 'invalid_format'],
    ['a path', 'a@example.com/x', 'invalid_format'],
    ['a port', 'a@example.com:25', 'invalid_format'],
    ['an escape', 'a@ex%61mple.com', 'invalid_format'],
    ['a blank', 'a b@example.com', 'invalid_format'],
    ['two dots', 'a..b@example.com', 'invalid_format'],
    ['a quoted local part', '"a b"@example.com', 'invalid_format'],
    ['a header', 'a@example.com\r\nBcc: b@example.com', 'invisible_character'],
    ['a second recipient', 'a@example.com,b@example.com', 'invalid_format'],
    ['too long a local part', `${'a'.repeat(65)}@example.com`, 'invalid_format'],
    ['too long a label', `a@${'b'.repeat(64)}.com`, 'invalid_format'],
    ['broken punycode', 'a@xn--zzzzzzz-.de', 'invalid_format'],
    ['NUL', 'a\u0000@example.com', 'invisible_character'],
    ['a zero-width space', 'a\u200bb@example.com', 'invisible_character'],
    ['a zero-width joiner in the domain', 'a@exam\u200dple.com', 'invisible_character'],
    ['a byte order mark', '\ufeffa@example.com', 'invisible_character'],
    ['a soft hyphen', 'a@exam\u00adple.com', 'invisible_character'],
    ['a right-to-left override', 'a\u202eb@example.com', 'invisible_character'],
    ['a variation selector', 'a\ufe0f@example.com', 'invisible_character'],
    ['a Cyrillic letter among Latin ones', '\u0430dmin@example.com', 'look_alike'],
    ['a local part of another alphabet', 'иван@example.com', 'look_alike'],
    ['a Greek letter', 'adm\u03b9n@example.com', 'look_alike'],
    ['a dotless i', 'adm\u0131n@example.com', 'look_alike'],
    ['a Kelvin sign', '\u212ael@example.com', 'look_alike'],
    ['a fullwidth letter', '\uff41@example.com', 'look_alike'],
    ['a ligature', 'o\ufb03ce@example.com', 'look_alike'],
    ['mathematical letters', '𝐚dmin@example.com', 'look_alike'],
    ['a label of two alphabets', 'a@ex\u0430mple.com', 'look_alike'],
    ['a Cyrillic label that reads as Latin', 'a@аррӏе.com', 'look_alike'],
    ['a script g in the domain', 'a@\u0261oogle.com', 'look_alike'],
    ['a fullwidth full stop', 'a@example\uff0ecom', 'look_alike'],
    ['a lone surrogate', 'a\ud800@example.com', 'invalid_format'],
  ])('refuses %s', (_why, text, code) => {
    expect(outcome(email, text)).toEqual([code])
  })

  test('has a form that stays what it is', () => {
    const candidate = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(candidate, ([local, host]) => {
        const once = canonicalEmail(`${local}@${host}.com`)
        if (once !== undefined) expect(canonicalEmail(once)).toBe(once)
      }),
    )
  })

  test('is spelled the same by every way of typing upper case', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(canonicalEmail(address.toUpperCase())).toBe(canonicalEmail(address))
      }),
    )
  })
})
