import { describe, expect, test } from 'vitest'
import { blockedList } from '../../src/auth/blocked-list.ts'
import { passwordFault } from '../../src/auth/password-rules.ts'

const own = ['katharina.walker@acme-shipping.example', 'Katharina Walker']
const judge = (password: string, passwordMinLength = 15) =>
  passwordFault({ passwordMinLength }, password, own)?.code

describe('a new password', () => {
  test.each([
    'kelp holds on to rock',
    'correct battery horse staple',
    'the welcome mat at number nine is soaked',
    'Zwölf Boxkämpfer jagen Viktor',
    'x7!Qm2#Lp9@Wd4&',
    '我的密码是一句很长很长的话没人知道',
    '🐙🦀🐚🌊🪸🐠🐬🐋🦑🐡🦐🦞🐟🐢🦭',
    'i bought 3 umbrellas in reykjavik',
    '   leading and trailing   ',
    'd3f8a1c07b9e42f6',
  ])('may be %j', (password) => {
    expect(judge(password)).toBeUndefined()
  })

  test.each<[password: string, code: string]>([
    ['fourteen chars', 'too_short'],
    ['😀'.repeat(14), 'too_short'],
    ['kelp and rock '.repeat(19), 'too_long'],
    ['aaaaaaaaaaaaaaaaaaaa', 'common_password'],
    ['abcabcabcabcabcabc', 'common_password'],
    ['abcdefghijklmnopqrstuvwxyz', 'common_password'],
    ['zyxwvutsrqponmlkj', 'common_password'],
    ['123456789012345', 'common_password'],
    ['987654321098765', 'common_password'],
    ['111111111111111', 'common_password'],
    ['qwertyuiopasdfghjkl', 'common_password'],
    ['1qaz2wsx3edc4rfv', 'common_password'],
    ['1q2w3e4r5t6y7u8i', 'common_password'],
    ['qazwsxedcrfvtgb', 'common_password'],
    ['passwordpassword', 'common_password'],
    ['Password123456789', 'common_password'],
    ['P@ssw0rdP@ssw0rd', 'common_password'],
    ['password-password-password', 'common_password'],
    ['my secure password 2026', 'common_password'],
    ['iloveyouforever', 'common_password'],
    ['ILOVEYOUSOMUCH!!!', 'common_password'],
    ['letmeinletmein123', 'common_password'],
    ['Welcome2Welcome2', 'common_password'],
    ['administrator123', 'common_password'],
    ['correcthorsebatterystaple', 'common_password'],
    ['correct horse battery staple', 'common_password'],
    ['maytheforcebewithyou', 'common_password'],
    ['Summer2026Summer2026', 'common_password'],
    ['manchestermanchester', 'common_password'],
    ['purple-turtle purple-turtle', 'common_password'],
    ['spongebob squarepants', 'common_password'],
    ['Spongebob-Squarepants1', 'common_password'],
    ['tothemoonandback2026', 'common_password'],
    ['mickeymouse1928', 'common_password'],
    ['d0ntstopbel1ev1ng', 'common_password'],
    ['the lord is my shepherd', 'common_password'],
    ['youllneverwalkalone', 'common_password'],
    ['314159265358979', 'common_password'],
    ['holdfastholdfast', 'common_password'],
    ['Holdfast!Holdfast!', 'common_password'],
    ['               ', 'common_password'],
    ['...............', 'common_password'],
    ['katharina.walker@acme-shipping.example', 'contextual_password'],
    ['katharina.walker', 'contextual_password'],
    ['KatharinaWalker1', 'contextual_password'],
    ['k4th4rin4w4lk3r!', 'contextual_password'],
    ['Walker-Katharina-99', 'contextual_password'],
    ['acme-shipping-2026', 'contextual_password'],
  ])('may not be %j', (password, code) => {
    expect(judge(password)).toBe(code)
  })

  test('may be none of the bundled list, however it is spelled [V6.2.4]', () => {
    const listed = blockedList.trim().split(/\s+/)
    expect(listed.length).toBeGreaterThan(900)
    const spellings = [
      (word: string) => word,
      (word: string) => word.toUpperCase(),
      (word: string) => `${word} 2026`,
    ]
    const taken = listed.flatMap((word) =>
      spellings.map((spell) => spell(word)).filter((text) => judge(text) === undefined),
    )
    expect(taken).toEqual([])
  })

  test('is counted in code points against what the operator demands', () => {
    expect(judge('kelp&roc', 8)).toBeUndefined()
    expect(judge('kelp&ro', 8)).toBe('too_short')
    expect(judge('x7!Qm2#Lp9@Wd4&y', 17)).toBe('too_short')
  })

  test('is refused with a reason that does not repeat it', () => {
    for (const password of ['fourteen chars', 'passwordpassword', 'katharina.walker']) {
      const fault = passwordFault({ passwordMinLength: 15 }, password, own)
      expect(fault).toMatchObject({ pointer: '#/password' })
      expect(fault?.detail).not.toContain(password)
    }
  })

  test('is judged quickly, however it is made', () => {
    const started = performance.now()
    for (const unit of ['a', 'ab', 'abcdef', '1qaz', 'password', 'ß', '\u0301'])
      judge(unit.repeat(256).slice(0, 256))
    expect(performance.now() - started).toBeLessThan(250)
  })
})
