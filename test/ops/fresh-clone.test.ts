/** Every command of the README and the help texts works in a clone in which nothing was built yet. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { runCommand } from '../support/command.ts'

const root = new URL('../../', import.meta.url).pathname
const clone = mkdtempSync(join(tmpdir(), 'clone-'))
const unwanted = ['node_modules', 'dist', '.git', '.data', '.wrangler', 'coverage']

for (const name of readdirSync(root).filter((one) => !unwanted.includes(one)))
  cpSync(join(root, name), join(clone, name), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
afterAll(() => rmSync(clone, { recursive: true, force: true }))

const npm = (line: string) =>
  runCommand(['npm', '--prefix', clone, 'run', '--silent', ...line.split(' ')], {
    DATA_DIR: join(clone, '.data'),
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  })

describe('in a fresh clone', () => {
  beforeEach(() => rmSync(join(clone, 'dist'), { recursive: true, force: true }))

  test('what is asked for as JSON is JSON, though a bundle is made first', async () => {
    const { code, out } = await npm('holdfast -- doctor --json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false })
  })

  test('the bench finds the server that it measures', async () => {
    const { code, out } = await npm('bench -- --help')
    expect({ code, bundled: existsSync(join(clone, 'dist/node.js')) }).toEqual({ code: 0, bundled: true })
    expect(out).toMatch(/^npm run bench /)
  })

  test.each(['--only nothing', '--seconds soon', '--rounds 0', '--quick'])(
    'the bench does not measure what nobody asked for: %s',
    async (options) => {
      const { code, out, err } = await npm(`bench -- ${options}`)
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toMatch(/(^|\n)bench: .+\n$/)
    },
  )

  test.each(['openapi:redocly', 'openapi:spectral'])(
    '%s finds the document',
    async (script) => {
      const { code, out, err } = await npm(script)
      expect(code, out + err).toBe(0)
    },
    120_000,
  )

  test.each(['tour', 'bridge'])('%s explains itself', async (script) => {
    const { code, out, err } = await npm(`${script} -- --help`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/exit code/i)
  })
})

describe('the documents', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const files = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'STYLE.md', 'CHANGELOG.md']

  test.each([...files, 'docker-compose.yml', 'wrangler.toml'])(
    '%s names no script that is not there',
    (name) => {
      const named = [...readFileSync(join(root, name), 'utf8').matchAll(/npm run ([\w:-]+)/g)]
      for (const [, script = ''] of named) expect(scripts).toHaveProperty([script])
    },
  )
})
