/** `holdfast audit`: sealing by hand, the public keys, and what a verification says and how it ends. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkpointText, signed as noteOf, signerOf, vkeyOf } from '../../src/audit/tree/note.ts'
import { login, type Person } from '../audit/person.ts'
import { runCommand } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/runtime.ts'
import { postgresUrl } from '../support/servers.ts'

const root = new URL('../../', import.meta.url).pathname
const origin = 'api.example.com/audit'
const seed = randomBytes(32)
const vkey = vkeyOf(signerOf(origin, seed))

describe.skipIf(!postgresUrl)('holdfast audit', () => {
  const folder = temporaryFolder()
  let database: TestDatabase
  let app: Person
  let owner: Person
  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { cwd: root, stdio: 'ignore' })
    database = await freshDatabase()
    app = await login(database.appUrl)
    owner = await login(database.ownerUrl)
    for (let n = 0; n < 3; n++) await app.user()
  })
  afterAll(async () => {
    await Promise.allSettled([app?.close(), owner?.close()])
    await database?.drop()
    folder.remove()
  })

  /** As a process of its own in production: it is given the key of the log and no other. */
  const audit = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCommand([process.execPath, 'dist/holdfast.js', 'audit', ...args], {
      ...{
        MODE: 'production',
        BASE_URL: 'https://api.example.com',
        DATA_DIR: folder.path,
        DATABASE_DRIVER: 'pg',
      },
      ...{ DATABASE_URL: database.sealerUrl, KEYS: `a1:audit:${seed.toString('base64')}`, ...env },
    })
  /** Who seals may not read the tables. */
  const verify = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    audit(['verify', ...args], { DATABASE_URL: database.appUrl, ...env })
  const sealed = async () => {
    for (let tries = 0; tries < 100; tries++) {
      expect((await audit(['seal', '--once'])).code).toBe(0)
      const { rows } = await owner.client.query(
        'select count(*)::int as n from audit_logs l where not exists (select from audit_leaves f where f.log_id = l.id)',
      )
      if (rows[0].n === 0) return
    }
    throw new Error('The log was not sealed.')
  }

  test('prints the public key of the log', async () => {
    expect(await audit(['keys'])).toEqual({ code: 0, out: `a1       ${vkey}\n`, err: '' })
    const { out } = await audit(['keys', '--json'])
    expect(JSON.parse(out)).toEqual({ origin, keys: [{ kid: 'a1', vkey }] })
  })

  test('seals what there is, once', async () => {
    await sealed()
    expect(await audit(['seal', '--once'])).toEqual({ code: 0, out: '{"sealed":0}\n', err: '' })
  })

  test('says who may seal, and who may not', async () => {
    await app.user()
    const { out } = await audit(['seal', '--once'], { DATABASE_URL: database.appUrl })
    expect(out).toContain('the role sealer may')
    await sealed()
  })

  test('verifies, by the public key alone, as the app’s own login', async () => {
    const { code, out, err } = await verify(['--vkey', vkey], { KEYS: '' })
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('tree: ') })
    expect(out).toMatch(
      /tree +4 leaves under \d signed checkpoints\nrecords +4 recomputed\nunsealed +0\nrows +4 held against the log\nverified in [\d.]+ s\n$/,
    )
    const json = await verify(['--json'])
    expect([json.code, json.err, JSON.parse(json.out)]).toMatchObject([
      0,
      '',
      { ok: true, size: 4, findings: [] },
    ])
  })

  test('writes the log into a folder, and verifies that without the database', async () => {
    const copy = join(folder.path, 'copy')
    const [first, second] = [
      await audit(['publish', '--dir', copy]),
      await audit(['publish', '--dir', copy, '--json']),
    ]
    expect(first).toEqual({ code: 0, out: '3 files written, 0 were there already\n', err: '' })
    expect(JSON.parse(second.out)).toMatchObject({ written: 3, kept: 0, without: 0 })
    const away = { KEYS: '', DATABASE_URL: 'postgres://app@127.0.0.1:1/x' }
    const { code, out } = await audit(['verify', '--dir', copy, '--vkey', vkey], away)
    expect([code, out]).toEqual([
      0,
      'tree        4 leaves, all hashed anew\nentries     4 recomputed\nverified\n',
    ])
    const bundle = join(copy, 'tile/entries/000.p/4')
    const bytes = readFileSync(bundle)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    writeFileSync(bundle, bytes)
    const changed = await audit(['verify', '--dir', copy, '--vkey', vkey, '--json'], away)
    expect([changed.code, JSON.parse(changed.out)]).toMatchObject([
      1,
      { ok: false, counts: { 'record-altered': 1 } },
    ])
    bytes[40] = (bytes[40] ?? 0) ^ 1
    writeFileSync(bundle, Buffer.concat([bytes, Buffer.from([0, 1, 120])]))
    const longer = await audit(['verify', '--dir', copy, '--vkey', vkey], away)
    expect([longer.code, longer.out]).toEqual([
      1,
      expect.stringMatching(/^tile-changed .*holds more than 4\n/),
    ])
    rmSync(bundle)
    const bare = await audit(['verify', '--dir', copy, '--vkey', vkey], away)
    expect([bare.code, bare.out]).toEqual([0, expect.stringContaining('4 could not be read')])
    const tile = join(copy, 'tile/0/000.p/4')
    writeFileSync(tile, readFileSync(tile).fill(1, 0, 1))
    const torn = await audit(['verify', '--dir', copy, '--vkey', vkey], away)
    expect([torn.code, torn.out]).toEqual([1, expect.stringMatching(/^root-mismatch /)])
  })

  test('holds it against a checkpoint that somebody keeps', async () => {
    const { rows } = await owner.client.query('select note from audit_checkpoints order by size limit 1')
    const kept = join(folder.path, 'kept')
    writeFileSync(kept, rows[0].note)
    expect((await verify(['--checkpoint', kept])).code).toBe(0)
    writeFileSync(kept, rows[0].note.replace(/\n\d+\n/, '\n999\n'))
    const { code, out } = await verify(['--checkpoint', kept])
    expect(code).toBe(1)
    expect(out).toMatch(
      /^checkpoint-unsigned +a checkpoint from elsewhere is signed by no key that is known: .*kept\n/,
    )
  })

  test('holds it against what the anchors hold, and says where one does not answer', async () => {
    const AUDIT_ANCHORS = `folder:${join(folder.path, 'anchor')}`
    await app.user()
    for (let tries = 0; tries < 100; tries++) {
      expect((await audit(['seal', '--once'], { AUDIT_ANCHORS })).code).toBe(0)
      const { rows } = await owner.client.query('select count(*)::int as n from audit_anchorings')
      if (rows[0].n > 0) break
    }
    const { code, out } = await verify([], { AUDIT_ANCHORS })
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^anchors +1 checkpoints that they hold were held against it$/m),
    ])
    const all = await verify(['--anchors', 'all', '--json'], { AUDIT_ANCHORS })
    expect([all.code, JSON.parse(all.out)]).toMatchObject([0, { ok: true, anchored: { held: 1, away: [] } }])
    const ahead = join(folder.path, 'anchor', 'checkpoints', '000000000000999')
    const signed = signerOf(origin, seed)
    writeFileSync(ahead, noteOf(checkpointText({ origin, size: 999, root: randomBytes(32) }), [signed]))
    const behind = await verify([], { AUDIT_ANCHORS })
    expect([behind.code, behind.out]).toEqual([
      1,
      expect.stringMatching(/^rolled-back .*: size 999, folder\n/),
    ])
    expect((await verify(['--anchors', 'none'], { AUDIT_ANCHORS })).code).toBe(0)
    const away = await verify([], {
      AUDIT_ANCHORS: 's3:http://127.0.0.1:59999/bucket',
      ...{ AUDIT_S3_KEY_ID: 'key', AUDIT_S3_SECRET: 'secret-of-the-bucket' },
    })
    expect([away.code, away.out]).toEqual([2, expect.stringContaining('s3 did not answer')])
  })

  test('names what was changed, and ends with 1', async () => {
    const { rows } = await owner.client.query(
      `select l.tableoid::regclass as part, l.id from audit_logs l join audit_leaves f on f.log_id = l.id where f.seq = 2`,
    )
    await owner.plain(`alter table ${rows[0].part} disable trigger all`)
    await owner.plain(`update audit_logs set action = 'harmless' where id = ${rows[0].id}`)
    const { code, out } = await verify()
    expect(code).toBe(1)
    expect(out).toMatch(
      new RegExp(
        `^record-altered +a record is not what its leaf was made of: leaf 2, record ${rows[0].id}\n`,
      ),
    )
    expect(out).toMatch(/\nNOT VERIFIED: 1 finding\n$/)
    expect(JSON.parse((await verify(['--json'])).out)).toMatchObject({
      ...{ ok: false, counts: { 'record-altered': 1 } },
      findings: [{ kind: 'record-altered', seq: 2, id: rows[0].id }],
    })
  })

  test.each([
    ['without a key', ['verify'], { KEYS: '' }, 'there is no key to verify with'],
    ['with what is no key', ['verify', '--vkey', 'x'], {}, '--vkey 1 is no public key of a log'],
    [
      'with a checkpoint that is not there',
      ['verify', '--checkpoint', '/nowhere/at/all'],
      {},
      'cannot be read (ENOENT)',
    ],
    [
      'of a database that is away',
      ['verify'],
      { DATABASE_URL: 'postgres://app@127.0.0.1:1/x' },
      'cannot be reached',
    ],
    [
      'of a log that is away',
      ['verify', '--url', 'http://127.0.0.1:59999/audit'],
      {},
      'cannot be reached (ECONNREFUSED)',
    ],
    ['of a folder with no log', ['verify', '--dir', '/nowhere'], {}, 'there is no checkpoint'],
    ['of two at once', ['verify', '--dir', 'a', '--url', 'http://b'], {}, 'holdfast audit verify'],
    ['asked wrongly', ['verify', '--quick'], {}, 'holdfast audit verify'],
    ['of some anchors', ['verify', '--anchors', 'some'], {}, '--anchors'],
    ['without a folder', ['publish'], {}, 'holdfast audit publish'],
    ['of nothing that there is', ['nonsense'], {}, 'holdfast audit seal'],
    ['for too short', ['retain', '1'], {}, 'MONTHS'],
  ])('ends with 2 %s', async (_what, args, env, said) => {
    const { code, out, err } = await audit(args, env)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(said)
  })

  test('says so as JSON where it is asked to', async () => {
    const { code, out } = await verify(['--json'], { KEYS: '' })
    expect([code, JSON.parse(out)]).toEqual([2, { ok: false, error: expect.stringContaining('no key') }])
  })

  test('lets the operator alone say how long the log is kept', async () => {
    expect((await audit(['retain', '12'])).code).toBe(1)
    const { code, out } = await audit(['retain', '12'], { MIGRATION_DATABASE_URL: database.ownerUrl })
    expect([code, out]).toEqual([0, expect.stringContaining('kept for 12 months')])
  })
})
