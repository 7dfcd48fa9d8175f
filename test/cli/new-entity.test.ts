/** `holdfast new entity`: what it does not understand it names, all at once, and then it writes nothing. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newEntity } from '../../src/cli/new-entity/command.ts'
import { singularOf, withArticle } from '../../src/cli/new-entity/names.ts'
import { type Checkout, copyCheckout } from '../support/checkout.ts'

let checkout: Checkout
beforeAll(() => {
  checkout = copyCheckout()
})
afterAll(() => checkout?.remove())

async function ask(...args: string[]) {
  const said = { out: '', err: '' }
  const into = (stream: 'out' | 'err') => ({
    write(text: string) {
      said[stream] += text
    },
  })
  const code = await newEntity(args, { root: checkout.path, stdout: into('out'), stderr: into('err') })
  return { code, ...said }
}

describe('what nobody understands', () => {
  test.each<[says: string, ...args: string[]]>([
    ['NAME: is missing. For example: projects name:text'],
    ['projects: has no field. For example: projects name:text', 'projects'],
    ["options: Unknown option '--dry'", 'projects', 'name:text', '--dry'],
    ['Order_Lines: is no entity’s name: lower case', 'Order_Lines', 'name:text'],
    ['order--lines: is no entity’s name', 'order--lines', 'name:text'],
    ['project: is not plural', 'project', 'name:text'],
    ['people: is not plural, or not as most words are', 'people', 'name:text'],
    ['people: --singular "Person 1" are no words', 'people', 'name:text', '--singular', 'Person 1'],
    [`${'x'.repeat(30)}s: is longer than 30 letters`, `${'x'.repeat(30)}s`, 'name:text'],
    ['customers: is there already: src/entities/customers.ts would be overwritten', 'customers', 'name:text'],
    ['tests: is there already: test/entities/tests.test.ts would be overwritten', 'tests', 'name:text'],
    ['users: is a table already: users', 'users', 'name:text'],
    ['audit-logs: is a table already: audit_logs', 'audit-logs', 'name:text'],
    ['auth: is part of the API already: /v1/auth', 'auth', 'name:text', '--singular', 'auth'],
    ['fields: means something in every file of an entity', 'fields', 'name:text'],
    ['name: says no type. For example: name:text', 'projects', 'name'],
    ['name:string: there is no type "string", only text, prose', 'projects', 'name:string'],
    ['state:open: there is no type "open", only', 'projects', 'state:open'],
    ["A list needs quotes in a shell. For example: 'state:draft|done'", 'projects', 'state:open'],
    ['due-on:date: "due-on" is no field’s name', 'projects', 'due-on:date'],
    ['dueON:date: "dueON" is no field’s name', 'projects', 'dueON:date'],
    [':text: "" is no field’s name', 'projects', ':text'],
    ['is longer than 24 letters', 'projects', `${'x'.repeat(25)}:text`],
    ['version:integer: "version" is the server’s', 'projects', 'version:integer'],
    ['owner:ref:customers: "owner" is the server’s', 'projects', 'owner:ref:customers'],
    ['sort:text: "sort" already means something in the query', 'projects', 'sort:text'],
    ['end:date: "end" means something to PL/pgSQL', 'projects', 'end:date'],
    ['constructor:text: "constructor" means something to JavaScript', 'projects', 'constructor:text'],
    ['customer:ref: does not say to what', 'projects', 'customer:ref'],
    ['robotId: leads to "robots", and there are only customers, invoices', 'projects', 'robot:ref:robots'],
    ['parentId: leads to its own entity', 'projects', 'parent:ref:projects'],
    ['state:Open|done: "Open" is no value', 'projects', 'state:Open|done'],
    ['state:open|: "" is no value', 'projects', 'state:open|'],
    ['state:open|open: names a value twice', 'projects', 'state:open|open'],
    ['name: would be there twice', 'projects', 'name:text', 'name:prose'],
    ['mailIndex: would be there twice', 'projects', 'mail:email!lookup', 'mailIndex:text'],
    ['currency: comes with money', 'projects', 'budget:money', 'currency:text'],
    ['name:text??: says something twice', 'projects', 'name:text??'],
    ['name:text+-: is both kept in the log (+) and kept out of it (-)', 'projects', 'name:text+-'],
    ['name:text!+: is encrypted (!), so the log cannot keep it (+)', 'projects', 'name:text!+'],
    ['code:text!lookup^: is encrypted anew by each key', 'projects', 'code:text!lookup^'],
    ['dueOn:date^: cannot be unique (^): only text, email, integer can', 'projects', 'dueOn:date^'],
    [
      'customer:ref:customers!: leads to a row: it cannot be encrypted',
      'projects',
      'customer:ref:customers!',
    ],
    ['seat:integer!lookup: cannot be looked up', 'projects', 'seat:integer!lookup'],
    ['born:date-: is about a person (-), and could not be emptied', 'projects', 'born:date-'],
  ])('is named: %s', async (says, ...args) => {
    writeFileSync(join(checkout.path, 'test/entities/tests.test.ts'), '')
    const before = checkout.contents()
    const { code, out, err } = await ask(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^holdfast new entity: nothing was written\.\n/)
    expect(err).toContain(says)
    expect(err.split('\n').filter((line) => /^ {2}\S+: .*\. For example: ./.test(line))).not.toEqual([])
    expect(checkout.contents()).toEqual(before)
  })

  test('is told all at once, as JSON where asked', async () => {
    const { code, out, err } = await ask('customers', 'name', 'state:open', '--json')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    const { ok, faults } = JSON.parse(out) as { ok: boolean; faults: { at: string }[] }
    expect([ok, faults.map(({ at }) => at)]).toEqual([false, ['customers', 'name', 'state:open']])
  })
})

test('what would fill more than a file may hold is not written', async () => {
  const before = checkout.contents()
  const { code, err } = await ask('projects', ...Array.from({ length: 50 }, (_, at) => `day${at}:date`))
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/ {2}projects: has so many fields that its file would have \d{3} lines/),
  ])
  expect(checkout.contents()).toEqual(before)
})

test('--dry-run shows every file, and writes none', async () => {
  const before = checkout.contents()
  const { code, out } = await ask('projects', 'name:text', 'customer:ref:customers?', '--dry-run')
  const shown = [...out.matchAll(/^--- (.+)$/gm)].map(([, path]) => path)
  expect([code, shown]).toEqual([
    0,
    [
      'src/entities/projects.ts',
      'src/entities/index.ts',
      'test/entities/projects.test.ts',
      'docs/entities.md',
    ],
  ])
  expect(out).toContain('references: { customerId: customers },')
  expect(checkout.contents()).toEqual(before)
})

test('where what follows from it cannot be made, what was written is taken back, and the reason told', async () => {
  const script = join(checkout.path, 'scripts/migrations.mjs')
  const sound = readFileSync(script, 'utf8')
  // It fails at the last: all is written by then but the bundle.
  writeFileSync(script, sound.replace('writeFileSync(target, bundled())', "throw new Error('No room.')"))
  const before = checkout.contents()
  const { code, out, err } = await ask('projects', 'name:text')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(
    /nothing was written\.\n {2}projects: what follows from it could not be made: [\s\S]*No room\./,
  )
  expect(checkout.contents()).toEqual(before)
  writeFileSync(script, sound)
}, 120_000)

describe('one of them is called', () => {
  test.each([
    ['order-lines', 'an order line'],
    ['companies', 'a company'],
    ['addresses', 'an address'],
    ['boxes', 'a box'],
    ['statuses', 'a status'],
    ['units', 'a unit'],
    ['users', 'a user'],
    ['umbrellas', 'an umbrella'],
    ['toys', 'a toy'],
  ])('%s: %s', (many, one) => {
    expect(withArticle(singularOf(many))).toBe(one)
  })
})
