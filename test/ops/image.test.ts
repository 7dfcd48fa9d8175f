import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contextOf, type Image, readDockerfile, runSteps, stepsOf } from '../../scripts/image-steps.mjs'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

describe('reading a Dockerfile', () => {
  test('joins continued lines and passes over comments', () => {
    expect(readDockerfile('# a\nRUN a \\\n  b\n\nCMD ["c"]')).toEqual([
      { name: 'RUN', rest: 'a b' },
      { name: 'CMD', rest: '["c"]' },
    ])
  })

  test('takes the stages that the last one is made of, and no other', () => {
    const steps = readDockerfile('FROM a AS b\nRUN b\nFROM a AS other\nRUN other\nFROM a\nCOPY --from=b x y')
    expect(stepsOf(steps).map(({ rest }) => rest)).toEqual(['a AS b', 'b', 'a', '--from=b x y'])
  })

  test('finds who makes backups to be the same program, with the programs of Postgres, and not as root', () => {
    const steps = readDockerfile(readFileSync('Dockerfile', 'utf8'))
    const from = steps.findIndex(({ rest }) => rest.endsWith(' AS backup'))
    const backup = steps.slice(
      from,
      steps.findIndex(({ name }, at) => at > from && name === 'FROM'),
    )
    expect(backup.map(({ name, rest }) => `${name} ${rest}`).join('\n')).toMatch(
      /postgresql17-client[\s\S]*COPY --from=build \/build\/dist \.\/dist\nUSER node\nENTRYPOINT \["node"\]\nCMD \["dist\/holdfast\.js", "backup", "--schedule"\]$/,
    )
  })

  test('insists on an ignore file that shuts everything out first', () => {
    expect(contextOf('# why\n*\n!src')).toEqual(['src'])
    expect(() => contextOf('node_modules')).toThrow('.dockerignore')
  })
})

describe.skipIf(!postgresUrl || !redisUrl)('the image, built step by step', () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  const database = `image_${randomBytes(6).toString('hex')}`
  const urlAs = (user: string) =>
    Object.assign(new URL(postgresUrl ?? ''), { username: user, pathname: `/${database}` }).href
  const administer = async (sql: string) => {
    const runner = await nodePostgresScript({ url: postgresUrl ?? '' })
    await runner.run(sql).finally(() => runner.close())
  }
  let image: Image
  let environment: Record<string, string>

  beforeAll(async () => {
    chmodSync(folder, 0o755)
    await administer(`create database ${database}`)
    image = runSteps(folder)
    const made = execFileSync(process.execPath, ['scripts/compose-env.mjs'], { encoding: 'utf8' })
    environment = {
      PATH: process.env.PATH ?? '',
      ...image.env,
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      BASE_URL: 'https://api.example.com',
      MAIL: 'smtp://127.0.0.1:2525',
      MAIL_FROM: 'no-reply@example.com',
      KEYS: /^KEYS=(.*)$/m.exec(made)?.[1] ?? '',
      DATABASE_URL: urlAs('app'),
      REDIS_URL: redisUrl ?? '',
    }
  }, 300_000)
  afterAll(async () => {
    await administer(`drop database if exists ${database} with (force)`)
    rmSync(folder, { recursive: true, force: true })
  })

  /** As the image's own user where this machine lets us change to another one. */
  const start = (args: readonly string[], more: Record<string, string> = {}) => {
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const child = spawn(process.execPath, args, {
      cwd: image.cwd,
      env: { ...environment, ...more },
      ...nobody,
    })
    const said = { text: '' }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.text += chunk))
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { child, said, ended }
  }
  const isHealthy = async () => (await start(image.healthcheck.slice(1)).ended) === 0

  test('holds the bundle and nothing else', () => {
    expect(readdirSync(image.cwd)).toEqual(['dist'])
    const names = readdirSync(join(image.cwd, 'dist')).map((name) => name.replace(/^part-\w+/, 'part'))
    expect([...new Set(names)].sort()).toEqual([
      'built-from',
      'holdfast.js',
      'initdb.wasm',
      'node.js',
      'part.js',
      'pglite.data',
      'pglite.wasm',
      'snapshot.tar.br',
    ])
  })

  test('is not started by root, and by no shell, and as `npm start` starts it', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(image.user).toBe('node')
    expect([...image.entrypoint, ...image.cmd]).toEqual(scripts.start.split(' '))
  })

  test('names all the settings it lacks, and does not start', async () => {
    const { said, ended } = start(image.cmd, { KEYS: '', BASE_URL: '' })
    expect(await ended).not.toBe(0)
    for (const name of ['KEYS', 'BASE_URL']) expect(said.text).toContain(name)
  })

  test('migrates, serves as the limited role, is healthy, and ends when it is told to', async () => {
    const migration = start(['dist/holdfast.js', 'migrate'], { MIGRATION_DATABASE_URL: urlAs('postgres') })
    expect(await migration.ended, migration.said.text).toBe(0)

    expect(await isHealthy()).toBe(false)
    const { child, said, ended } = start(image.cmd)
    await within(15_000, isHealthy, () => said.text)
    const answer = await fetch(`http://127.0.0.1:${environment.PORT}/docs`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<!doctype html>')
    expect(await leave(child, ended)).toBe(0)
  }, 60_000)
})

async function leave(child: ChildProcess, ended: Promise<number | null>) {
  child.kill('SIGTERM')
  return ended
}

async function within(ms: number, ready: () => Promise<boolean>, why: () => string) {
  const end = Date.now() + ms
  while (!(await ready())) if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${why()}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
