/**
 * Rotation of the keys that seal: while the app is in use, killed in the middle, refused where a key is missing.
 * The command runs as a process of its own, as an operator would run it; the app beside it has the same ring.
 */
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret, TOTP } from 'otpauth'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RotateOptions, rotateKeys } from '../../src/cli/keys-rotate.ts'
import { type Key, type KeyRing, keyPurposes } from '../../src/core/keys.ts'
import { sealed } from '../../src/sealed.ts'
import { reseal } from '../../src/store/rotation.ts'
import { runCommand } from '../support/command.ts'
import { type House, type Json, openHouse, type Person, testKeys } from '../support/house.ts'
import { rowsKept } from '../support/kept.ts'
import { temporaryFolder } from '../support/runtime.ts'
import { postgresUrl } from '../support/servers.ts'

const root = new URL('../../', import.meta.url).pathname
const keyNamed = (kid: string): Key => ({ kid, bytes: new Uint8Array(randomBytes(32)) })
const old = keyNamed('old1')
const fresh = keyNamed('new1')
const base = testKeys()
const ringOf = (...field: [Key, ...Key[]]): KeyRing => ({ ...base, field })
const written = (ring: KeyRing) =>
  keyPurposes
    .flatMap((purpose) =>
      ring[purpose].map(({ kid, bytes }) => `${kid}:${purpose}:${Buffer.from(bytes).toString('base64')}`),
    )
    .join(',')

describe.skipIf(!postgresUrl)('holdfast keys', () => {
  const folder = temporaryFolder()
  let house: House
  let database: Client
  let keys = ringOf(old)
  let ada: Person
  /** Done once, between what a confirmation reads and what it writes. */
  let between: (() => Promise<void>) | undefined
  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { cwd: root, stdio: 'ignore' })
  })
  beforeAll(async () => {
    house = await openHouse({
      maxConnections: 16,
      wrap: (ports) => ({
        ...ports,
        database: {
          ...ports.database,
          async query(...args) {
            const rows = await ports.database.query(...args)
            const act = between
            if (act && /from totp_factors where/.test(args[0].text)) {
              between = undefined
              await act()
            }
            return rows
          },
        },
        config: {
          ...ports.config,
          get keys() {
            return keys
          },
        },
      }),
    })
    database = new Client(house.ownerUrl)
    await database.connect()
    ada = await house.signIn()
  })
  afterAll(async () => {
    await database?.end()
    await house?.close()
    folder.remove()
  })

  const settings = (ring: KeyRing) => ({
    DATA_DIR: folder.path,
    DATABASE_URL: house.appUrl as string,
    MIGRATION_DATABASE_URL: house.ownerUrl as string,
    KEYS: written(ring),
  })
  const run = (line: string, ring = keys) =>
    runCommand([process.execPath, 'dist/holdfast.js', 'keys', ...line.split(' ')], settings(ring))
  const rotate = async (more = '', ring = keys) => {
    const ended = await run(`rotate --json ${more}`.trim(), ring)
    return { ...ended, report: JSON.parse(ended.out || '{}') as Json }
  }

  const call: House['call'] = (...asked) => house.call(...asked)
  const customer = async (n: number | string, more = {}) =>
    (
      await call(
        'POST',
        '/v1/customers',
        { name: `C ${n}`, email: `c${n}@rotation.example`, taxId: `tax-${n}`, ...more },
        ada.token,
      )
    ).body as Json
  const shown = async (id: string) =>
    (await call('GET', `/v1/customers/${id}`, undefined, ada.token)).body as Json
  const found = async (email: string) =>
    (await call('GET', `/v1/customers?email=${encodeURIComponent(email)}`, undefined, ada.token)).body
      .data as Json[]

  /** Where in the database something stands under a key, by table. */
  async function under({ kid }: Key): Promise<readonly string[]> {
    const kept = await rowsKept(house.ownerUrl as string)
    const sealed = new RegExp(`"${kid}:[\\w-]{38,}"`)
    return [...new Set(kept.filter(({ text }) => sealed.test(text)).map(({ table }) => table))].sort()
  }
  const moved = async () =>
    Number(
      (await database.query(`select count(*) from customers where email like $1`, [`${fresh.kid}:%`])).rows[0]
        .count,
    )

  /** Somebody with an authenticator app, a second one under way, and answers that hold secrets and wait for a retry. */
  async function secured() {
    const person = await house.signIn()
    const headers = { 'idempotency-key': randomUUID() }
    const path = '/v1/auth/second-factors/totp'
    const { secret } = (await call('POST', path, undefined, person.token)).body
    const code = (ms: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms })
    const confirm = { code: code(Date.now()) }
    const confirmed = await call('POST', `${path}/confirm`, confirm, person.token, headers)
    expect(confirmed.status).toBe(200)
    const retry = () => call('POST', `${path}/confirm`, confirm, person.token, headers)
    const enter = async () => {
      await house.alter('update totp_factors set last_step = 0 where user_id = $1', person.id)
      const { email, password } = person
      const { challenge } = (await call('POST', '/v1/auth/login', { email, password })).body
      const answer = { challenge, method: 'totp', code: code(Date.now()) }
      return (await call('POST', '/v1/auth/login/second-factor', answer)).status
    }
    return { recoveryCodes: confirmed.body.recoveryCodes as string[], retry, enter }
  }

  describe('rotate', () => {
    test('is killed in the middle, resumed, and leaves nothing under the old key, while the app is in use', {
      timeout: 240_000,
    }, async () => {
      const person = await secured()
      const waiting = await house.signIn()
      const enrolled = await call('POST', '/v1/auth/second-factors/totp', undefined, waiting.token)
      const apiKey = { name: 'k', scopes: ['customers:read'] }
      const withKey = { 'idempotency-key': randomUUID() }
      const made = (await call('POST', '/v1/auth/api-keys', apiKey, ada.token, withKey)).body
      expect(made.key).toMatch(/^hf_k_/)
      const first = await customer('first', {
        address: { line1: 'Kai 1', city: 'Kiel', postalCode: '24103', country: 'DE' },
      })
      const gone = await customer('gone')
      await call('DELETE', `/v1/customers/${gone.id}`, undefined, ada.token, { 'if-match': '*' })
      const all: Json[] = []
      for (let n = 0; n < 250; n++) all.push(await customer(n))
      expect(await under(old)).toEqual([
        'public.customers',
        'public.idempotency_results',
        'public.totp_factors',
      ])

      keys = ringOf(fresh, old)
      const wrong: unknown[] = []
      let asked = 0
      let changed = 0
      let running = true
      const expectIn = (ok: boolean, what: unknown) => void (ok || wrong.push(what))
      const use = async (worker: number) => {
        for (let turn = worker; running; turn += 7) {
          const { id, email, taxId } = all[turn % all.length]
          const row = await shown(id)
          expectIn(row.email === email && row.taxId === taxId, ['read', row])
          const hits = await found(email)
          expectIn(hits.length === 1 && hits[0].id === id, ['look-up', email, hits])
          if (turn % 3 === 0) {
            const patch = { name: `again ${turn}`, taxId }
            const { status } = await call('PATCH', `/v1/customers/${id}`, patch, ada.token, {
              'if-match': '*',
            })
            expectIn(status === 200, ['write', status])
            changed++
          }
          asked++
          await sleep(2)
        }
      }
      const using = Promise.all([1, 2, 3, 4].map(use))

      const child = spawn(process.execPath, ['dist/holdfast.js', 'keys', 'rotate', '--batch', '2'], {
        cwd: root,
        env: { PATH: process.env.PATH ?? '', ...settings(keys) },
        stdio: 'ignore',
      })
      const ended = new Promise<string | null>((resolve) =>
        child.once('exit', (_code, signal) => resolve(signal)),
      )
      while ((await moved()) < 60 && child.exitCode === null) await sleep(5)
      child.kill('SIGKILL')
      expect(await ended).toBe('SIGKILL')
      const half = await moved()
      expect(half).toBeGreaterThan(0)
      expect(half).toBeLessThan(250)
      expect(await under(old)).toContain('public.customers')

      const { code, err, report } = await rotate('--batch 10')
      running = false
      await using
      expect(err).toBe('')
      expect(wrong).toEqual([])
      expect(asked).toBeGreaterThan(20)
      expect(changed).toBeGreaterThan(5)
      expect(code).toBe(0)
      expect(report).toMatchObject({ ok: true, key: 'new1', refused: [], removable: ['old1'] })
      expect(report.standings.every(({ kid }: Json) => kid === 'new1')).toBe(true)
      expect(await under(old)).toEqual([])
      expect(await under(fresh)).toEqual([
        'public.customers',
        'public.idempotency_results',
        'public.totp_factors',
      ])

      // The old key is taken away, and everything opens, is found, and is answered again.
      keys = ringOf(fresh)
      expect(await shown(first.id)).toEqual(first)
      for (const { id, email, taxId } of all) expect(await shown(id)).toMatchObject({ email, taxId })
      expect(await found('c7@rotation.example')).toMatchObject([{ id: all[7].id }])
      expect(await person.enter()).toBe(200)
      const told = await person.retry()
      expect([told.status, told.body.recoveryCodes]).toEqual([200, person.recoveryCodes])
      expect((await call('POST', '/v1/auth/api-keys', apiKey, ada.token, withKey)).body).toEqual(made)
      const secret = Secret.fromBase32(enrolled.body.secret)
      const late = { code: new TOTP({ secret }).generate() }
      expect((await call('POST', '/v1/auth/second-factors/totp/confirm', late, waiting.token)).status).toBe(
        200,
      )
    })

    describe('in this process', () => {
      type Here = Partial<RotateOptions> & { readonly ring?: KeyRing; readonly tty?: boolean }
      let serial = 0
      /** A new key stands first, the others behind it. */
      const turn = () => {
        keys = ringOf(keyNamed(`n${++serial}`), ...keys.field)
        return keys.field[0]
      }
      async function rotateHere({ ring = keys, tty = false, ...more }: Here = {}) {
        const said = { out: '', err: '' }
        const into = (name: 'out' | 'err') => ({
          isTTY: tty,
          write(text: string) {
            said[name] += text
          },
        })
        const ports = { ...house.ports, config: { ...house.ports.config, keys: ring } }
        const options = { dryRun: false, batch: 100, json: false, ...more }
        const code = await rotateKeys(ports, options, { stdout: into('out'), stderr: into('err') })
        return { code, ...said }
      }
      const everything = async () =>
        JSON.stringify((await rowsKept(house.ownerUrl as string)).map(({ text }) => text).sort())
      const trailOf = async (id: string) =>
        (
          await database.query(
            `select actor_kind, user_id, action, operation, details from audit_logs where entity_id = $1 order by id desc`,
            [id],
          )
        ).rows

      test('moves neither version nor times: what a client holds is still what there is', async () => {
        const { id } = await customer('still')
        const posted = async () => (await database.query('select count(*)::int as n from outbox')).rows[0].n
        const waiting = await posted()
        const before = await call('GET', `/v1/customers/${id}`, undefined, ada.token)
        turn()
        expect(await rotateHere()).toMatchObject({ code: 0 })
        const after = await call('GET', `/v1/customers/${id}`, undefined, ada.token)
        expect([after.body, after.headers.get('etag')]).toEqual([before.body, '"1"'])
        expect(await posted()).toBe(waiting)
        const { status } = await call('PATCH', `/v1/customers/${id}`, { name: 'x' }, ada.token, {
          'if-match': '"1"',
        })
        expect(status).toBe(200)
      })

      test('is in the log as the system’s act: the names of what changed, and no value', async () => {
        const { id } = await customer('logged')
        const { kid } = turn()
        await rotateHere()
        const [last] = await trailOf(id)
        expect(last).toEqual({
          actor_kind: 'system',
          user_id: null,
          action: 'holdfast:keys-rotate',
          operation: 'UPDATE',
          details: { old: {}, new: {}, redacted: ['email', 'email_index', 'tax_id'] },
        })
        expect((await trailOf(kid))[0]).toMatchObject({
          action: 'holdfast:keys-rotate',
          operation: 'EVENT',
          details: { rows: expect.any(Number) },
        })
        // A second run finds nothing to do, and leaves no trace.
        const steps = (await trailOf(id)).length
        expect(await rotateHere()).toMatchObject({ code: 0 })
        expect((await trailOf(id)).length).toBe(steps)
      })

      test('--dry-run counts and changes nothing: exit code 1 while something is left, then 0', async () => {
        await customer('dry')
        const { kid } = turn()
        const before = await everything()
        const said = await rotateHere({ dryRun: true })
        expect(said.code).toBe(1)
        expect(said.out).toContain(`Not all of it is under ${kid}.`)
        expect(await everything()).toBe(before)
        await rotateHere()
        const again = await rotateHere({ dryRun: true })
        expect(again.code).toBe(0)
        expect(again.out).toContain('Nothing is left under new1. Take it out of KEYS once')
      })

      test.each<[what: string, break_: (id: string) => Promise<unknown>, ring: () => KeyRing, says: RegExp]>([
        [
          'a key that is missing',
          async () => {},
          () => ringOf(keyNamed('other')),
          /customers\.email: \d+ under n\d+, which is not in the ring/,
        ],
        [
          'another key of the same name',
          async () => {},
          () => ringOf(keyNamed('other'), ...(keys.field.map(({ kid }) => keyNamed(kid)) as [Key])),
          /customers\.tax_id: none of \d+ opens with the ring's n\d+; another key had that name/,
        ],
        [
          'a first key that is not the app’s',
          async () => {},
          () => ringOf(keyNamed(keys.field[0].kid), ...keys.field.slice(1)),
          /totp_factors\.secret: none of \d+ opens with the ring's n\d+/,
        ],
        [
          'what was never sealed',
          (id) => house.alter(`update customers set tax_id = 'DE:123456789' where id = $1`, id),
          () => ringOf(keyNamed('other'), ...keys.field),
          /customers\.tax_id: 1 are not sealed/,
        ],
      ])(
        'refuses %s, names table, column and key, and changes nothing',
        async (_what, break_, ring, says) => {
          const { id } = await customer('refused')
          await break_(id)
          const before = await everything()
          const { code, out, err } = await rotateHere({ ring: ring() })
          expect({ code, err }).toEqual({ code: 1, err: '' })
          expect(out).toContain('Refused, and nothing was changed:')
          expect(out).toMatch(says)
          expect(out).not.toMatch(/rotation\.example|tax-|DE:|123456789|[\w-]{30}/)
          expect(await everything()).toBe(before)
          const told = JSON.parse((await rotateHere({ ring: ring(), json: true })).out)
          expect(told).toMatchObject({ ok: false, rows: 0, refused: expect.any(Array), removable: [] })
          expect(told.refused.join()).toMatch(says)
          await house.alter('update customers set tax_id = null where id = $1', id)
        },
      )

      test('leaves one value that was tampered with, says where, and does all the rest', async () => {
        const { id } = await customer('broken')
        await house.alter(
          `update customers set tax_id = overlay(tax_id placing 'AAAA' from 20) where id = $1`,
          id,
        )
        const { kid: before } = keys.field[0]
        const { kid } = turn()
        const { code, out } = await rotateHere()
        expect(code).toBe(1)
        expect(out).toMatch(new RegExp(`${before} +customers\\.tax_id: 1, of which 1 do not open\n`))
        expect(out).toContain('Something is left')
        expect(out).not.toContain('Take it out of KEYS')
        const { rows } = await database.query('select email, tax_id from customers where id = $1', [id])
        expect(rows[0].email.startsWith(`${kid}:`)).toBe(true)
        await house.alter('update customers set tax_id = null where id = $1', id)
        expect(await rotateHere()).toMatchObject({ code: 0 })
      })

      test('waits for nobody: a row that is held is left for the next round', async () => {
        const held = await customer('held')
        const other = await customer('other')
        const { kid } = turn()
        const isNew = async ({ id }: Json) =>
          (await database.query('select email from customers where id = $1', [id])).rows[0].email.startsWith(
            `${kid}:`,
          )
        const holder = new Client(house.ownerUrl)
        await holder.connect()
        await holder.query('begin')
        await holder.query('select 1 from customers where id = $1 for update', [held.id])
        const rotating = rotateHere()
        while (!(await isNew(other))) await sleep(10)
        expect(await isNew(held)).toBe(false)
        await holder.query('commit')
        await holder.end()
        expect(await rotating).toMatchObject({ code: 0 })
        expect(await isNew(held)).toBe(true)
      })

      test('puts nothing over what the app wrote meanwhile', async () => {
        const { id } = await customer('raced')
        turn()
        const { database: real } = house.ports
        let once = true
        const ports = {
          ...house.ports,
          config: { ...house.ports.config, keys },
          database: {
            ...real,
            /** Between what was read and the swap, the app writes. */
            async atomic(...args: Parameters<typeof real.atomic>) {
              if (once && /skip locked/.test(args[0][1]?.text ?? '')) {
                once = false
                await call('PATCH', `/v1/customers/${id}`, { taxId: 'tax-new' }, ada.token, {
                  'if-match': '"1"',
                })
              }
              return real.atomic(...args)
            },
          },
        }
        const quiet = { write: () => {} }
        const options = { dryRun: false, batch: 1000, json: false }
        expect(await rotateKeys(ports, options, { stdout: quiet, stderr: quiet })).toBe(0)
        expect(once).toBe(false)
        expect(await shown(id)).toMatchObject({
          email: 'craced@rotation.example',
          taxId: 'tax-new',
          version: 2,
        })
      })

      test('does not turn away who confirms an authenticator app at that moment', async () => {
        const person = await house.signIn()
        const { secret } = (await call('POST', '/v1/auth/second-factors/totp', undefined, person.token)).body
        turn()
        const ports = { ...house.ports, config: { ...house.ports.config, keys } }
        const factors = sealed.filter(({ table }) => table === 'totp_factors')
        between = async () => {
          expect(await reseal(ports, factors, { batch: 1000, tell: () => {} })).toBeGreaterThan(0)
        }
        const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
        const { status } = await call('POST', '/v1/auth/second-factors/totp/confirm', { code }, person.token)
        expect([status, between]).toEqual([200, undefined])
      })

      test('shows a bar at a terminal, lines elsewhere, and nothing of it beside JSON', async () => {
        for (const n of [1, 2, 3]) await customer(`bar-${n}`)
        turn()
        expect((await rotateHere({ tty: true, batch: 1 })).err).toMatch(
          /\rcustomers \[#+-+\] \d+ of \d+\r.*\[#{30}\] \d+ of \d+\n$/s,
        )
        turn()
        expect((await rotateHere()).err).toMatch(/^customers: \d+ of \d+\n/)
        turn()
        expect((await rotateHere({ json: true })).err).toBe('')
      })
    })
  })

  test('list tells the ring, what each purpose needs, how many passwords a pepper holds, and no key', async () => {
    const { code, out, err } = await run('list')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const purpose of keyPurposes) expect(out).toMatch(new RegExp(`^${purpose} +\\w`, 'm'))
    expect(out).toMatch(/^\d+ passwords? under the pepper t1$/m)
    const { ring, passwords } = JSON.parse((await run('list --json')).out)
    expect(ring.map(({ purpose }: Json) => purpose)).toEqual([...keyPurposes])
    expect(passwords).toEqual([{ kid: 't1', passwords: expect.any(Number) }])
    for (const purpose of keyPurposes)
      for (const { bytes } of keys[purpose]) expect(out).not.toContain(Buffer.from(bytes).toString('base64'))
  })

  test.each([
    '',
    'turn',
    'rotate now',
    'rotate --batch 0',
    'rotate --batch 1001',
    'list --dry-run',
    'rotate --all',
  ])('"%s" is understood by nobody', async (line) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('holdfast keys rotate [--dry-run]')
  })
})
