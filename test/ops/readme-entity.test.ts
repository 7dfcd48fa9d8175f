/** The README's «Your domain», run as it stands in a copy of this checkout; and every type of field, in an entity of its own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Checkout, copyCheckout } from '../support/checkout.ts'
import { runCommand } from '../support/command.ts'
import { type ServerProcess, startProcess } from '../support/runtime-process.ts'
import { postgresUrl } from '../support/servers.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const section = readme.slice(readme.indexOf('\n## Your domain\n'), readme.indexOf('\n## Deploy it\n'))
const [build = '', start = '', ask = ''] = [...section.matchAll(/```sh\n(.*?)```/gs)].map(
  ([, text = '']) => text,
)

/** Between them every type, with every sign that it takes. */
const others = {
  'order-lines': [
    ...[
      'order:ref:invoices',
      "'project:ref:projects?'",
      "'code:text^+'",
      "'title:text?-'",
      "'taxId:text!lookup'",
    ],
    ...[
      "'memo:prose?'",
      "'seat:integer^'",
      "'count2:integer?'",
      'price:money',
      "'wage:money!'",
      "'user:a|b-c?'",
    ],
  ],
  readings: [
    ...['gift:boolean', "'sure:boolean!'", "'day:date?-'", "'born:date?!'", "'at:moment?'", "'ago:moment!'"],
    ...["'email:email?!lookup'", "'mail:email^'", "'group:x|y!'", 'told:prose+', "'left:integer!'"],
  ],
}

let checkout: Checkout
/** A few lines of shell, in the copy. What fails in the middle ends them. */
async function shell(lines: string, env: Record<string, string> = {}) {
  const script = `set -e -o pipefail; cd "$CHECKOUT"\n${lines}`
  const settings = { CHECKOUT: checkout.path, ...(postgresUrl && { TEST_POSTGRES_URL: postgresUrl }), ...env }
  const { code, out, err } = await runCommand(['bash', '-c', script], settings, '', 580)
  expect(code, `${lines}\n${out}${err}`).toBe(0)
  return out
}
beforeAll(() => {
  checkout = copyCheckout()
})
afterAll(() => checkout?.remove())

describe('the README’s entity', () => {
  let server: ServerProcess
  afterAll(() => server?.stop())

  test('is written and tested by the commands it shows', async () => {
    expect(build.split('\n')).toMatchObject([
      /^npm run holdfast -- new entity projects /,
      /^npx vitest run /,
      '',
    ])
    const out = await shell(build)
    expect(out).toContain('wrote src/entities/projects.ts\n')
  }, 180_000)

  // Without servers half of what it runs is skipped, and the other half is run beside it.
  test.skipIf(!postgresUrl)(
    'passes every check that reads it, and so do those of every type of field',
    async () => {
      for (const [name, fields] of Object.entries(others))
        await shell(`npm run --silent holdfast -- new entity ${name} ${fields.join(' ')}`)
      const tests = [...readers, ...Object.keys(others).map((name) => `test/entities/${name}.test.ts`)]
      await Promise.all([
        shell('npx tsc -p .'),
        shell('npx biome check .'),
        shell(
          'cp client/schema.d.ts dist/made.d.ts; npm run --silent client; diff client/schema.d.ts dist/made.d.ts',
        ),
        shell(`npx vitest run ${tests.join(' ')}`),
      ])
    },
    600_000,
  )

  test('answers as the README says', async () => {
    const [admin = '', serve] = start.split('\n')
    expect(serve).toBe('npm start')
    await shell(admin)
    server = await startProcess({
      command: 'npm',
      args: ['--prefix', checkout.path, 'start'],
      env: { PORT: '0', DATA_DIR: join(checkout.path, '.data') },
      listens: /listens on (http:\/\/\S+)/,
    })
    // Port 8080 may be somebody else's on this machine.
    const out = await shell(ask.replaceAll('http://127.0.0.1:8080', server.url))
    const promised = [...ask.matchAll(/^# (.+)$/gm)].map(([, line = '']) => line.toLowerCase())
    expect(promised).toHaveLength(3)
    let from = 0
    for (const line of promised) {
      const at = out.toLowerCase().indexOf(line, from)
      expect(at, `${line} in:\n${out}`).toBeGreaterThanOrEqual(0)
      from = at + line.length
    }
    expect(out.match(/"name":"Kelp forest survey"/g)).toHaveLength(2)
  }, 180_000)
})

/** Tests that read every entity, and what belongs to it. */
const readers = [
  ...['test/house.test.ts', 'test/audit/classification.test.ts', 'test/store/migrations.test.ts'],
  ...['test/entities/listed.test.ts', 'test/gateway/openapi.test.ts', 'test/gateway/idempotency.test.ts'],
  ...['test/audit/log.test.ts', 'test/fire/idor.test.ts', 'test/fire/mass-assignment.test.ts'],
]
