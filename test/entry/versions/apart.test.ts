/** Versions that are one step apart serve one database at once; where the step took something away, the older does not begin. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../../fire/asking.ts'
import { type Acknowledged, clean, examine, type Table } from '../../fire/ledger.ts'
import { openStage, type Stage } from '../../fire/stage.ts'
import { type Built, buildProgram } from '../../support/built.ts'
import { runCommand } from '../../support/command.ts'
import { postgresUrl, redisUrl } from '../../support/servers.ts'
import { clientOf } from '../client.ts'
import type { Scenario } from '../scenario.ts'
import { accounts } from '../scenarios/accounts.ts'
import { collection } from '../scenarios/collection.ts'
import { sessions } from '../scenarios/sessions.ts'
import { writes } from '../scenarios/writes.ts'
import { afterMigrations, nextMigrations } from './migrations.ts'

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const played: readonly Scenario[] = [...accounts, ...sessions, ...collection, ...writes].filter(
  // It speaks with a provider.
  ({ name }) => name !== 'computes what an invoice comes to',
)

describe.skipIf(!postgresUrl || !redisUrl)('versions apart', () => {
  let stage: Stage
  let next: Built
  let after: Built
  const acknowledged: Acknowledged[] = []

  beforeAll(async () => {
    stage = await openStage('versions')
    next = await buildProgram({ migrations: nextMigrations, coverage: file('next.ts') })
    after = await buildProgram({ migrations: afterMigrations, coverage: file('after.ts') })
  }, 120_000)
  afterAll(async () => {
    await stage?.close()
    next?.remove()
    after?.remove()
  })

  const anyPort = { PORT: '0' }
  const inProduction = () => ({
    ...stage.settings,
    ...{ MODE: 'production', BASE_URL: 'https://api.example.com', ...anyPort },
    ...{ MAIL: 'smtp://127.0.0.1:2525', MAIL_FROM: 'no-reply@example.com' },
    SEALER_DATABASE_URL: stage.settings.DATABASE_URL.replace('//app', '//sealer'),
  })
  const holdfast = (program: Built, ...args: string[]) =>
    runCommand([process.execPath, `${program.folder}/holdfast.js`, ...args], stage.settings)
  const begin = (program?: Built) =>
    runCommand([process.execPath, program ? `${program.folder}/node.js` : 'dist/node.js'], inProduction())

  /** Customers and invoices through each in turn, with keys; an answer is repeated by the other. */
  async function load(urls: readonly string[], mark: string) {
    const [first = ''] = urls
    const { token } = await clientOf({ url: first, metricsToken: '' }, new Map()).person(mark)
    let customerId = ''
    for (let turn = 0; turn < 40; turn++) {
      const table: Table = turn % 2 === 0 ? 'customers' : 'invoices'
      const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
      const name = `${mark}-${turn}`
      const body =
        table === 'customers' ? { name } : { customerId, currency: 'EUR', lines: [line], notes: name }
      const key = randomUUID()
      for (const again of [0, 1]) {
        const url = urls[(turn + again) % urls.length] as string
        const headers = { 'idempotency-key': key }
        const got = await ask(url, false, { method: 'POST', path: `/v1/${table}`, token, headers, body })
        if (got.kind !== 'answer' || got.status !== 201) throw new Error(JSON.stringify(got))
        const { id } = JSON.parse(got.body)
        if (table === 'customers') customerId = id
        const requestId = String(got.headers['x-request-id'])
        acknowledged.push({ table, mark: name, id, requestId, key, replayed: again === 1 })
        const read = await ask(url, false, { method: 'GET', path: `/v1/${table}/${id}`, token })
        expect(read).toMatchObject({ kind: 'answer', status: 200 })
      }
    }
  }

  /** The first of the programs is asked the scenarios as well, where there are any. */
  async function serve(
    mark: string,
    programs: readonly (Built | undefined)[],
    scenarios: readonly Scenario[] = [],
  ) {
    const servers = await Promise.all(programs.map((one) => stage.start('node', anyPort, one?.folder)))
    await Promise.all(
      servers.map(({ url }, nth) => load([url, ...servers.map((one) => one.url)], `${mark}-${nth}`)),
    )
    for (const one of servers) {
      const got = await ask(one.url, false, { method: 'GET', path: '/readyz' })
      expect(got.kind === 'answer' && JSON.parse(got.body)).toMatchObject({ audit: 'ok' })
    }
    const failures: string[] = []
    const persons = new Map()
    const url = servers[0]?.url ?? ''
    for (const scenario of scenarios)
      await scenario
        .play(clientOf({ url, metricsToken: stage.settings.METRICS_TOKEN }, persons))
        .catch((error: unknown) => void failures.push(`${scenario.name}: ${String(error)}`))
    expect(failures).toEqual([])
    expect(
      await examine(
        stage.ownerUrl,
        acknowledged.filter((one) => one.mark.startsWith(mark)),
      ),
    ).toMatchObject({
      ...clean,
      orphans: expect.anything(),
      executedTwice: expect.anything(),
      duplicated: expect.anything(),
    })
    await Promise.all(servers.map((server) => server.stop()))
    return servers.map((server) => server.output())
  }

  test('the next one does not begin before the database has what it needs', async () => {
    const { code, err } = await begin(next)
    expect(code).toBe(1)
    expect(err).toMatch(/^holdfast cannot start: the database lacks a migration \(\d+_nicknames\)\. Run /)
  })

  test('this one and the next one serve at once on the database of the next', async () => {
    expect(await holdfast(next, 'migrate')).toMatchObject({ code: 0 })
    const [present, ahead] = await serve('first', [undefined, next], played)
    expect(present).toMatch(
      /"action":"start\.migrations","detail":"ahead of this program by what only adds: \d+_nicknames"/,
    )
    expect(ahead).not.toContain('start.migrations')
  }, 180_000)

  test('the next one and the one after it serve at once while nothing is taken away yet', async () => {
    const migrated = await holdfast(after, 'migrate')
    expect(migrated).toMatchObject({ code: 3, err: '' })
    expect(migrated.out).toMatch(
      /\npending \d+_no_nicknames\n1 pending, which only take away .+ "holdfast migrate --contract"\n$/,
    )
    expect(await holdfast(after, 'migrate', '--expand')).toMatchObject({ code: 0 })
    expect(await holdfast(after, 'migrate', '--check')).toMatchObject({ code: 3, err: '' })
    const [ahead, behind] = await serve('second', [after, next])
    expect(ahead).toMatch(/"action":"start\.migrations","detail":"once no older program runs, /)
    expect(behind).not.toContain('start.migrations')
  }, 180_000)

  test('when it is taken away, the one after goes on, and the others do not begin', async () => {
    expect(await holdfast(after, 'migrate', '--contract')).toMatchObject({ code: 0 })
    for (const older of [undefined, next]) {
      const { code, err } = await begin(older)
      expect(code).toBe(1)
      expect(err).toMatch(
        /^holdfast cannot start: the database is newer than this program: \d+_no_nicknames took away /,
      )
    }
    const [alone] = await serve('third', [after])
    expect(alone).not.toContain('start.migrations')
  }, 180_000)
})
