import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Source } from './house/reading.ts'
import { mayImport, rules } from './house/rules.ts'

const src = new URL('../src/', import.meta.url)
const house: Source[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({
    file: file.replaceAll('\\', '/'),
    text: readFileSync(new URL(file.replaceAll('\\', '/'), src), 'utf8'),
  }))

type RuleName = keyof typeof rules

describe('every file of the house', () => {
  test.each(Object.entries(rules))('%s', (_name, rule) => {
    expect(house.length).toBeGreaterThan(20)
    expect(rule(house)).toEqual([])
  })
})

describe('the rule', () => {
  const broken: readonly [RuleName, what: string, file: string, text: string][] = [
    ['lies in a room of the plan', 'a room that nobody planned', 'lib/x.ts', 'export const x = 1'],
    [
      'imports its own room and what lies below it',
      'an import upwards',
      'core/x.ts',
      "import { a } from '../ports/index.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a type from above',
      'auth/x.ts',
      "import type { A } from '../gateway/a.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a re-export from above',
      'core/x.ts',
      "export * from '../auth/a.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'an import over many lines',
      'core/x.ts',
      "import {\n  a,\n  b,\n} from '../app.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'an import for its effect',
      'store/x.ts',
      "import '../audit/a.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a vendor below the roof',
      'store/x.ts',
      "import { a } from '../drivers/redis/a.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a driver that builds on the store',
      'drivers/mail/x.ts',
      "import { a } from '../../store/a.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a room of the same floor',
      'watch/x.ts',
      "import { a } from '../console/a.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a way out of the house',
      'core/x.ts',
      "import { a } from '../../test/a.ts'",
    ],
    ['imports in no circle', 'a file that imports itself', 'core/x.ts', "import { a } from './x.ts'"],
    [
      'loads no code late, except where the plan says why',
      'an import at run time',
      'auth/x.ts',
      "const a = await import('./a.ts')",
    ],
    [
      'loads no code late, except where the plan says why',
      'an import of a type in place',
      'core/x.ts',
      "let a: import('../app.ts').A",
    ],
    ['stays within 200 lines', 'line 201', 'core/x.ts', 'export const x = 1\n'.repeat(201)],
    ['is named for what it does', 'utils', 'core/string-utils.ts', ''],
    ['is named for what it does', 'a folder of helpers', 'core/helpers/text.ts', ''],
    ['is named for what it does', 'a manager', 'auth/session-manager.ts', ''],
    ['is named for what it does', 'a service', 'auth/session.service.ts', ''],
    ['names no runtime below the roof', 'process', 'core/x.ts', 'const a = process.env.A'],
    [
      'names no runtime below the roof',
      'a part taken out of process',
      'core/x.ts',
      'const { env } = process',
    ],
    ['names no runtime below the roof', 'node:process', 'core/x.ts', "import { env } from 'node:process'"],
    ['names no runtime below the roof', 'Bun', 'auth/x.ts', 'await Bun.password.hash(a)'],
    ['names no runtime below the roof', 'Deno', 'gateway/x.ts', "Deno.env.get('A')"],
    ['names no runtime below the roof', 'a way around', 'gateway/x.ts', 'globalThis.process'],
    [
      'leaves no setting behind on a connection',
      'a setting for the session',
      'store/x.ts',
      "sql`select set_config('app.ctx', {f(a)}, false)`",
    ],
    [
      'leaves no setting behind on a connection',
      'a setting for who knows how long',
      'store/x.ts',
      "sql`select set_config('app.ctx', {a}, {b})`",
    ],
    ['leaves no setting behind on a connection', 'SET', 'store/x.ts', "query('SET statement_timeout = 5')"],
    [
      'leaves no setting behind on a connection',
      'SET SESSION',
      'store/x.ts',
      'query(`set session app.ctx to 1`)',
    ],
    [
      'opens no interactive transaction',
      'a transaction',
      'business/x.ts',
      'await db.transaction(async (tx) => tx)',
    ],
    ['has no default export', 'a default export', 'auth/x.ts', 'export default 1'],
    ['has no default export', 'a default export by another name', 'auth/x.ts', 'export { a as default }'],
    ['exports by name', 'a file that nobody can use', 'auth/x.ts', 'const a = 1'],
  ]

  test.each(broken)('«%s» catches %s', (name, _what, file, text) => {
    expect(rules[name]([{ file, text }])).toHaveLength(1)
  })

  test('«imports in no circle» finds the long way round', () => {
    const ring = ['a', 'b', 'c'].map((name, at, all) => ({
      file: `core/${name}.ts`,
      text: `import type { X } from './${all[(at + 1) % all.length]}.ts'`,
    }))
    expect(rules['imports in no circle'](ring)).toEqual(['core/a.ts → core/b.ts → core/c.ts → core/a.ts'])
  })

  const sound: readonly [RuleName, what: string, file: string, text: string][] = [
    [
      'imports its own room and what lies below it',
      'an import downhill',
      'auth/x.ts',
      "import { a } from '../core/a.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a comment',
      'core/x.ts',
      "// import { a } from '../app.ts'",
    ],
    [
      'imports its own room and what lies below it',
      'a driver at the roof',
      'entry/x.ts',
      "import { a } from '../drivers/redis/a.ts'",
    ],
    ['names no runtime below the roof', 'prose', 'core/x.ts', "const a = 'the process.' // Bun.serve"],
    ['names no runtime below the roof', 'a key of that name', 'core/x.ts', 'const a = { process: 1 }'],
    [
      'leaves no setting behind on a connection',
      'a setting for the transaction',
      'store/x.ts',
      "sql`select set_config('a', {f(g(a))}, true)`",
    ],
    ['leaves no setting behind on a connection', 'an update', 'store/x.ts', 'sql`update a set b = 1`'],
  ]

  test.each(sound)('«%s» lets %s pass', (name, _what, file, text) => {
    expect(rules[name]([{ file, text }])).toEqual([])
  })
})

describe('mayImport', () => {
  test.each([
    ['entry', 'drivers', true],
    ['cli', 'app', true],
    ['app', 'console', true],
    ['app', 'drivers', false],
    ['ports', 'core', true],
    ['ports', 'store', false],
    ['entry', 'cli', false],
    ['somewhere', 'core', false],
  ])('%s → %s: %s', (from, to, answer) => {
    expect(mayImport(from, to)).toBe(answer)
  })
})
