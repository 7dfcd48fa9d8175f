/** A start as a person or an orchestrator sees it: what it says, and why it does not. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { type EmptyDatabase, emptyDatabase } from '../support/empty-database.ts'
import { redisOf } from '../support/redis-databases.ts'
import { temporaryFolder, usualSettings } from '../support/runtime.ts'
import { type ServerProcess, startProcess } from '../support/runtime-process.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

const root = new URL('../../', import.meta.url).pathname
const node = [process.execPath, 'dist/node.js']
const holdfast = [process.execPath, 'dist/holdfast.js']
const bun = [join(root, 'node_modules/.bin/bun'), 'src/entry/bun.ts']
const sources = [process.execPath, '--import', 'tsx', 'src/entry/node.ts']
const runtimes: [name: string, command: string[]][] = [
  ['Node', node],
  ['Bun', bun],
]
const listens = /listens on (http:\/\/\S+)/

const closing: (() => unknown)[] = []
beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { cwd: root, stdio: 'ignore' })
})
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

function settings(more: Record<string, string> = {}) {
  const folder = temporaryFolder()
  closing.push(folder.remove)
  const { BASE_URL: _, ...usual } = usualSettings(folder.path)
  return { ...usual, PORT: '0', ...more }
}

async function started([command = '', ...args]: readonly string[], env: Record<string, string>) {
  const server = await startProcess({ command, args, env, listens })
  closing.push(() => server.stop())
  return server
}

const statusOf = async (server: ServerProcess, path: string) => (await fetch(`${server.url}${path}`)).status

/** One line, that begins as it should, and no stack. */
function oneLine({ code, out, err }: { code: number | null; out: string; err: string }) {
  expect(out).toBe('')
  expect(err).toMatch(/^holdfast cannot start: [^\n]+\n$/)
  expect(code).toBe(1)
  return err
}

describe('a first start', { timeout: 60_000 }, () => {
  test('says where it listens, what to read, where mails are, and how the first administrator is made', async () => {
    const env = settings()
    const server = await started(['npm', 'start'], env)
    const { port } = new URL(server.url)
    expect(Number(port)).toBeGreaterThan(0)
    const said = server.output().split('\n')
    const from = said.findIndex((line) => listens.test(line))
    expect(said.slice(from, from + 4)).toEqual([
      `holdfast listens on http://127.0.0.1:${port} (development, pglite, memory)`,
      `  documentation  http://127.0.0.1:${port}/docs`,
      `  mails          http://127.0.0.1:${port}/dev/mail`,
      '  first admin    stop this process (Ctrl-C), then: npm run holdfast -- admin create --email you@example.com',
    ])
    expect(await statusOf(server, '/docs')).toBe(200)
    expect(await statusOf(server, '/dev/mail')).toBe(200)
    expect(await statusOf(server, '/v1/me')).toBe(401)

    const second = oneLine(await runCommand(node, env))
    expect(second).toContain(`${env.DATA_DIR}/postgres is in use by process`)
    // The process itself is told, as a terminal tells all of a group: npm leaves with it, and with its exit code.
    process.kill(Number(/process (\d+)/.exec(second)?.[1]), 'SIGINT')
    expect(await server.ended).toBe(0)

    const again = await started(node, env)
    expect(await statusOf(again, '/readyz')).toBe(200)
  })

  test('makes development keys, says so, and links lead to where it listens', async () => {
    const { KEYS: _, ...env } = settings()
    const server = await started(node, env)
    expect(server.output()).toContain(`made development keys in ${env.DATA_DIR}/keys\n`)
    const body = JSON.stringify({ email: 'reader@example.com', password: 'tidal meadow quartz lantern' })
    const headers = { 'content-type': 'application/json' }
    await fetch(`${server.url}/v1/auth/register`, { method: 'POST', headers, body })
    await expect
      .poll(async () => (await fetch(`${server.url}/dev/mail.json`)).text(), { timeout: 10_000 })
      .toContain(`${server.url}/`)
  })

  test('takes an empty folder, as a new volume is one', async () => {
    const env = settings()
    mkdirSync(join(env.DATA_DIR, 'postgres'), { recursive: true })
    const server = await started(node, env)
    expect(await statusOf(server, '/readyz')).toBe(200)
  })

  test('needs no snapshot', async () => {
    const server = await started(sources, settings())
    expect(await statusOf(server, '/readyz')).toBe(200)
  }, 60_000)

  test('in an empty folder finds the keys of whoever was there a moment earlier', async () => {
    const { KEYS: _, ...env } = settings()
    const both = await Promise.all(
      [1, 2].map(() => runCommand([...holdfast, 'admin', 'create', '--email', 'x@example.com'], env, '\n')),
    )
    const made = both.filter(({ err }) => err.startsWith('made development keys in '))
    expect(made, JSON.stringify(both)).toHaveLength(1)
    expect(readdirSync(env.DATA_DIR).filter((name) => name.startsWith('keys'))).toEqual(['keys'])
  })

  test('with keys that were lost says where they were', async () => {
    const { KEYS: _, ...env } = settings()
    const file = join(env.DATA_DIR, 'keys')
    writeFileSync(file, '')
    const { code, err } = await runCommand(node, env)
    expect(code).toBe(2)
    expect(err).toContain(`  DATA_DIR: Its file ${file} holds no keys.`)
  })

  test.skipIf(!redisUrl)('reaches Redis with the language as Node 20 knows it', async () => {
    const [command = '', ...rest] = node
    const older = [command, '--import', 'data:text/javascript,delete Promise.withResolvers', ...rest]
    const server = await started(older, settings({ REDIS_URL: redisOf('node') }))
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ status: 'ok', redis: 'ok' })
  })

  test('with the administrator made before it', async () => {
    const env = settings()
    const password = 'tidal meadow quartz lantern'
    const command = [...holdfast, 'admin', 'create', '--email', 'root@example.com']
    expect(await runCommand(command, env, `${password}\n`)).toMatchObject({
      code: 0,
      out: 'root@example.com is an administrator and can log in now.\n',
    })
    const server = await started(node, env)
    const login = await fetch(`${server.url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'root@example.com', password }),
    })
    expect(await login.json()).toMatchObject({ user: { role: 'admin' } })
  })
})

// An embedded database of its own for each, and Bun has no snapshot to make it from.
describe.each(runtimes)('on %s', { timeout: 90_000 }, (_name, command) => {
  const nothingListens = { DATABASE_URL: 'postgres://app:s3cret@127.0.0.1:1/holdfast' }

  test('it listens where HOST and PORT say', async () => {
    const { server: free, port } = await listening('127.0.0.2')
    await new Promise((resolve) => free.close(resolve))
    const server = await started(command, settings({ HOST: '127.0.0.2', PORT: String(port) }))
    expect(server.url).toBe(`http://127.0.0.2:${port}`)
  })

  test('a taken port is one line', async () => {
    const { server, port } = await listening('127.0.0.1')
    closing.push(() => server.close())
    expect(oneLine(await runCommand(command, settings({ PORT: String(port) })))).toContain(
      `127.0.0.1:${port} is taken. Choose another port with PORT=`,
    )
  })

  test('a host that is not of this machine is one line', async () => {
    const said = oneLine(await runCommand(command, settings({ HOST: '192.0.2.1' })))
    expect(said).toContain('192.0.2.1')
  })

  // A file where a folder should be refuses everybody, root included, as a folder without permission refuses others.
  test('a data folder that cannot be written is told without a stack', async () => {
    const { KEYS, DATA_DIR, ...others } = settings()
    const path = join(DATA_DIR, 'file')
    writeFileSync(path, '')
    const unkeyed = await runCommand(command, { ...others, DATA_DIR: path })
    expect(unkeyed.code).toBe(2)
    expect(unkeyed.err).toMatch(/^ {2}DATA_DIR: .+ cannot be read and written \(ENOTDIR\)\. .+$/m)
    const keyed = oneLine(await runCommand(command, { ...others, DATA_DIR: path, KEYS }))
    expect(keyed).toMatch(/cannot be read and written \(E(EXIST|NOTDIR)\)\. .+ DATA_DIR\./)
  })

  test('all wrong settings are told at once, with examples, and end it with 2', async () => {
    const wrong = {
      PORT: 'eighty',
      LIMIT_LOGIN: 'many',
      MODE: 'test',
      KEYS: 'k1:field:short',
      DRAIN_SECONDS: '1h',
    }
    const { code, out, err } = await runCommand(command, settings(wrong))
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('5 settings are wrong or missing')
    for (const name of Object.keys(wrong))
      expect(err).toMatch(new RegExp(`^ {2}${name}: .+\\n {4}for example: ${name}=`, 'm'))
    expect(err).not.toContain('short')
  })

  test('a database that cannot be reached is one line, without a password', async () => {
    const said = oneLine(await runCommand(command, settings(nothingListens)))
    expect(said).toContain('the database at 127.0.0.1:1 cannot be reached (ECONNREFUSED)')
    expect(said).toContain('DATABASE_URL')
    expect(said).not.toContain('s3cret')
  })

  describe.skipIf(!postgresUrl)('with a server', () => {
    let database: TestDatabase
    let empty: EmptyDatabase
    let production: Record<string, string>
    beforeAll(async () => {
      database = await freshDatabase()
      empty = await emptyDatabase()
      closing.push(database.drop, empty.drop)
      production = settings({
        MODE: 'production',
        BASE_URL: 'https://api.example.com',
        MAIL: 'smtp://127.0.0.1:2525',
        MAIL_FROM: 'no-reply@example.com',
        DATABASE_URL: database.appUrl,
        SEALER_DATABASE_URL: database.sealerUrl,
      })
    })

    const asOwner = async (sql: string) => {
      const client = new Client(database.ownerUrl)
      await client.connect()
      await client.query(sql).finally(() => client.end())
    }

    test('production does not migrate: it says what is pending, and what to run', async () => {
      const said = oneLine(await runCommand(command, { ...production, DATABASE_URL: empty.url }))
      expect(said).toMatch(
        /the database lacks \d+ migrations \(0000_roles, .+\)\. Run "holdfast migrate" first\./,
      )
    })

    test('development migrates, without a cache, and says that it has none', async () => {
      const server = await started(
        command,
        settings({ DATABASE_URL: empty.url, REDIS_URL: 'redis://127.0.0.1:1' }),
      )
      expect(server.output()).toMatch(/"action":"cache\.unreachable"/)
      expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ status: 'degraded' })
    })

    test('production does not start as one who could disable the audit [V13.2.2]', async () => {
      const { code, err } = await runCommand(command, { ...production, DATABASE_URL: database.ownerUrl })
      expect(err).toMatch(
        /^holdfast cannot start: the audit is not complete:\n {2}session is logged in as postgres/,
      )
      expect(code).toBe(1)
    })

    test('production does not start with a gap in the audit', async () => {
      await asOwner('alter table invoices disable trigger audit_capture')
      const { code, err } = await runCommand(command, production)
      await asOwner('alter table invoices enable always trigger audit_capture')
      expect(err).toContain(
        'the audit is not complete:\n  invoices has a capture trigger that does not fire always\n',
      )
      expect(code).toBe(1)
    })

    test('a database that does not exist, and a login that is refused, are one line each', async () => {
      const missing = new URL(database.ownerUrl)
      missing.pathname = '/nobody_made_this'
      const nobody = new URL(database.ownerUrl)
      nobody.username = 'nobody_of_this_name'
      const start = (url: URL) => runCommand(command, settings({ DATABASE_URL: url.href }))
      expect(oneLine(await start(missing))).toContain('there is no database "nobody_made_this"')
      expect(oneLine(await start(nobody))).toContain('refuses the login of "nobody_of_this_name"')
    })
  })
})

function listening(host: string): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, host, () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0 })
    })
  })
}
