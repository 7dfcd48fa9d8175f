/** `holdfast jobs`: what lies in the outbox, and what an operator does about it, with a record of each. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { login, type Person } from '../audit/person.ts'
import { runCommand } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { temporaryFolder, usualSettings } from '../support/runtime.ts'
import { postgresUrl } from '../support/servers.ts'

const root = new URL('../../', import.meta.url).pathname

describe.skipIf(!postgresUrl)('holdfast jobs', () => {
  const folder = temporaryFolder()
  let database: TestDatabase
  let app: Person
  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { cwd: root, stdio: 'ignore' })
    database = await freshDatabase()
    app = await login(database.appUrl)
    await app.act(`insert into outbox (topic, payload, attempts, run_at, lease_until, done_at, dead_at, last_error) values
      ('mail.send', '{"secret": "a"}', 0, now() + interval '1 hour', null, null, null, null),
      ('mail.send', '{}', 1, now(), now() + interval '30 seconds', null, null, null),
      ('mail.send', '{}', 10, now(), null, null, now(), 'MailError 550'),
      ('webhook.deliver', '{}', 10, now(), null, null, now(), 'Postponed status'),
      ('webhook.deliver', '{}', 1, now(), null, now(), null, null)`)
  })
  afterAll(async () => {
    await app?.close()
    await database?.drop()
    folder.remove()
  })

  const jobs = (...args: string[]) =>
    runCommand([process.execPath, 'dist/holdfast.js', 'jobs', ...args], {
      ...usualSettings(folder.path),
      DATABASE_URL: database.appUrl,
    })
  const listed = async (...args: string[]) => JSON.parse((await jobs('list', '--json', ...args)).out).jobs
  const events = async () =>
    (
      await app.client.query(
        `select action, entity_id, actor_kind from audit_logs where entity = 'outbox' order by id`,
      )
    ).rows

  test('counts what is not done, by topic and state', async () => {
    const { code, out } = await jobs()
    expect(code).toBe(0)
    expect(out.replaceAll(/ +/g, ' ').replaceAll(/due \S+/g, 'due')).toBe(
      'mail.send dead 1\nmail.send running 1 due\nmail.send waiting 1 due\nwebhook.deliver dead 1\n',
    )
  })

  test('lists them, newest first, and shows nothing of what they hold', async () => {
    const { out } = await jobs('list')
    expect(out.split('\n').map((line) => line.trim().split(/ +/)[0])).toEqual(['5', '4', '3', '2', '1', ''])
    expect(out).toMatch(/3 +mail\.send +dead +10 of 10 +ended \S+ +MailError 550/)
    expect(out).not.toContain('secret')
    expect(await listed('--state', 'dead', '--topic', 'mail.send')).toMatchObject([{ id: '3', attempts: 10 }])
    expect(await listed('--limit', '2')).toHaveLength(2)
  })

  test('lets dead ones begin anew, and no others, each with its event', async () => {
    expect(await jobs('retry', '1', '2', '3', '5')).toMatchObject({ code: 0, out: 'retried 3\n' })
    expect(await listed('--state', 'waiting')).toMatchObject([{ id: '3', attempts: 0 }, { id: '1' }])
    expect(await events()).toEqual([{ action: 'jobs.retried', entity_id: '3', actor_kind: 'system' }])
    expect(await jobs('retry', '3')).toMatchObject({ code: 1, out: 'none\n' })
  })

  test('cancels what waits, puts away what is dead, and leaves what is being worked on', async () => {
    const { code, out } = await jobs('cancel', '--topic', 'mail.send', '--json')
    expect(code).toBe(0)
    const ids = JSON.parse(out).jobs.map(({ id }: { id: string }) => id)
    expect(ids.sort()).toEqual(['1', '3'])
    expect(await listed('--state', 'running')).toMatchObject([{ id: '2' }])
    expect(await listed('--state', 'dead', '--topic', 'mail.send')).toMatchObject([
      { id: '3', last_error: 'cancelled' },
      { id: '1', last_error: 'cancelled' },
    ])
    expect((await jobs('cancel', '4')).out).toBe('cancelled 4\n')
    expect(await listed('--state', 'done')).toMatchObject([
      { id: '5' },
      { id: '4', last_error: 'Postponed status' },
    ])
    expect((await events()).filter(({ action }) => action === 'jobs.cancelled')).toHaveLength(3)
  })

  test.each([
    [['retry']],
    [['cancel', '1', '--topic', 'mail.send']],
    [['retry', 'x']],
    [['list', '--state', 'lost']],
    [['list', '--limit', '0']],
    [['burn']],
    [['--payload']],
  ])('says how it is used where it is asked %j', async (args) => {
    expect(await jobs(...args)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('holdfast jobs list'),
    })
  })
})
