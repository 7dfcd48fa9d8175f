/** The example of the README, as it stands there, wherever a client may run: it needs nothing but what the web has. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { example } from '../../client/example.ts'
import { noBrowser, openStreet } from '../console/browser.ts'
import { temporaryFolder } from '../support/runtime.ts'
import { startProcess } from '../support/runtime-process.ts'
import { type Behind, openServer } from './server.ts'

const root = new URL('../../', import.meta.url)
let server: Behind
/** The example and the client in one, as a bundler for browsers makes them: anything of Node's would stop it. */
let bundle: string

beforeAll(async () => {
  server = await openServer()
  const { outputFiles } = await build({
    absWorkingDir: root.pathname,
    entryPoints: ['client/example.ts'],
    bundle: true,
    format: 'iife',
    globalName: 'made',
    platform: 'browser',
    write: false,
  })
  bundle = outputFiles[0]?.text ?? ''
})
afterAll(() => server?.close())

const owed = { number: expect.stringMatching(/1$/), owed: 29_750 }
const call = (token: string, origin = server.url) =>
  `made.example(${JSON.stringify(origin)}, ${JSON.stringify(token)})`

test('the README shows it as it is', () => {
  const read = (file: string) => readFileSync(new URL(file, root), 'utf8')
  expect(read('client/README.md')).toContain(`\`\`\`ts\n${read('client/example.ts')}\`\`\``)
})

test('in Node', async () => {
  const { token } = await server.house.signIn()
  expect(await example(server.url, token)).toEqual(owed)
})

test('in Bun', async () => {
  const { token } = await server.house.signIn()
  const script = `${bundle}\nconsole.log(JSON.stringify(await ${call(token)}))`
  const { stdout } = await promisify(execFile)(new URL('node_modules/.bin/bun', root).pathname, [
    '-e',
    script,
  ])
  expect(JSON.parse(stdout)).toEqual(owed)
})

test('in a Worker', async () => {
  const { token } = await server.house.signIn()
  const folder = temporaryFolder()
  const [worker, config] = [join(folder.path, 'worker.mjs'), join(folder.path, 'wrangler.toml')]
  const answer = `new URL(url).pathname === '/readyz' ? {} : await ${call(token)}`
  writeFileSync(worker, `${bundle}\nexport default { fetch: async ({ url }) => Response.json(${answer}) }`)
  writeFileSync(config, `name = "asking"\nmain = "worker.mjs"\ncompatibility_date = "2026-10-23"\n`)
  const wrangler = new URL('node_modules/wrangler/bin/wrangler.js', root).pathname
  const asking = await startProcess({
    command: process.execPath,
    args: [
      wrangler,
      'dev',
      '--local',
      '--ip',
      '127.0.0.1',
      '--port',
      '0',
      '--inspector-port',
      '0',
      '-c',
      config,
    ],
    env: { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false', CI: 'true', NO_COLOR: '1' },
    listens: /Ready on (http:\/\/\S+)/,
    startWithinMs: 90_000,
  })
  try {
    expect(await (await fetch(asking.url)).json()).toEqual(owed)
  } finally {
    await asking.stop()
    folder.remove()
  }
}, 120_000)

test.skipIf(noBrowser)('in a browser', async () => {
  const street = await openStreet()
  try {
    const { token } = await street.house.signIn()
    const page = await street.open()
    await page.goto('/')
    expect(await page.evaluate(`${bundle}\n${call(token, street.origin)}`)).toEqual(owed)
  } finally {
    await street.close()
  }
})
