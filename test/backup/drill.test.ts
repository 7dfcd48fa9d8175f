/** `holdfast drill`: would the newest backup have saved us? It prints RPO and RTO, and fails where the answer is no. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { KeyPurpose, KeyRing } from '../../src/core/keys.ts'
import { type House, openHouse, testKeys } from '../support/house.ts'
import { type OwnPostgres, postgresPrograms, startPostgres } from '../support/own-postgres.ts'
import { postgresUrl } from '../support/servers.ts'
import { type BackupRoom, backupRoom } from './room.ts'

// Programs are started, one after the other, and the machine may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const keys = testKeys()
const ringOf = (ring: KeyRing, ...purposes: KeyPurpose[]) =>
  purposes
    .flatMap((purpose) =>
      ring[purpose].map(({ kid, bytes }) => `${kid}:${purpose}:${Buffer.from(bytes).toString('base64')}`),
    )
    .join(',')
const serving: KeyPurpose[] = ['field', 'pepper', 'cursor', 'csrf', 'jwt']

describe.skipIf(!postgresUrl || !postgresPrograms)('holdfast drill', () => {
  let house: House
  let room: BackupRoom
  let cluster: OwnPostgres
  let anchor = ''
  let metrics = ''

  beforeAll(async () => {
    house = await openHouse({ config: { keys, auditOrigin: 'api.example.com/audit' } })
    const ada = await house.signIn()
    for (const name of ['Grete', 'Kelp'])
      expect(
        (await house.send('POST', '/v1/customers', { name, email: `${name}@example.com` }, ada.token)).status,
      ).toBe(201)
    cluster = await startPostgres()
    room = await backupRoom({
      ...{ DATABASE_DRIVER: 'pg', DATABASE_URL: house.ownerUrl ?? '', DRILL_DATABASE_URL: cluster.url() },
      KEYS: ringOf(keys, 'backup', 'audit'),
    })
    anchor = join(room.folder.path, 'anchor')
    metrics = join(room.folder.path, 'holdfast.prom')
    Object.assign(room.usual, {
      ...{
        BACKUP_IDENTITY_FILE: room.identityFile,
        BACKUP_METRICS_FILE: metrics,
        AUDIT_ANCHORS: `folder:${anchor}`,
      },
    })
    await sealed()
    expect((await room.holdfast('backup')).code).toBe(0)
  }, 180_000)
  afterAll(async () => {
    await house?.close()
    await cluster?.close()
    room?.close()
  })

  /** What is sealed is published in the same round. */
  async function sealed() {
    const unsealed =
      'select count(*)::int as n from audit_logs l where not exists (select from audit_leaves f where f.log_id = l.id)'
    for (let tries = 0; tries < 100; tries++) {
      expect((await room.holdfast('audit seal --once')).code).toBe(0)
      const [row] = await house.rows(unsealed)
      if (row?.n === 0) return
    }
    throw new Error('The log was not sealed.')
  }
  async function scratches(): Promise<number> {
    const client = new Client(cluster.url())
    await client.connect()
    const { rows } = await client.query(
      `select count(*)::int as n from pg_database where datname like 'holdfast_drill%'`,
    )
    await client.end()
    return rows[0].n
  }
  const drilled = async (env: Readonly<Record<string, string>> = {}) => {
    const { code, out, err } = await room.holdfast('drill --json', env)
    expect(err).toBe('')
    return { code, ...JSON.parse(out) }
  }

  test('prints RPO and RTO, writes them as metrics, and leaves nothing', async () => {
    const { code, out } = await room.holdfast('drill')
    console.log(out)
    expect(code, out).toBe(0)
    expect(out).toMatch(
      /\nRPO +\d+ s, 0 records of the log that are published\nRTO +[\d.]+ s\nit would have saved us\n$/,
    )
    expect(out).toMatch(/\nverified +[\d.]+ s\nrestored +[\d.]+ s\nserved +[\d.]+ s\nlog +[\d.]+ s\n/)
    const file = readFileSync(metrics, 'utf8')
    for (const name of [
      'last_success_timestamp_seconds',
      'last_verified_restore_timestamp_seconds',
      'rpo_seconds',
      'rto_seconds',
    ])
      expect(file).toMatch(new RegExp(`^# TYPE backup_${name} gauge\nbackup_${name} [\\d.]+$`, 'm'))
    expect(file).toContain('\nbackup_drill_success 1\n')
    expect(await scratches()).toBe(0)
  })

  test('opens what is sealed where it has the keys for that, and says so where they do not fit', async () => {
    const ring = ringOf(keys, 'backup', 'audit', ...serving)
    expect(await drilled({ KEYS: ring })).toMatchObject({ code: 0, ok: true, opened: 4, wrong: [] })
    const others = `${ringOf(keys, 'backup', 'audit')},${ringOf(testKeys(), ...serving)}`
    const wrong = await drilled({ KEYS: others })
    expect(wrong).toMatchObject({ code: 1, ok: false, opened: 4 })
    expect(wrong.wrong.join()).toMatch(/customers\.email: none of 2 opens/)
    expect(readFileSync(metrics, 'utf8')).toContain('\nbackup_drill_success 0\n')
    expect(readFileSync(metrics, 'utf8')).toContain('\nbackup_last_verified_restore_timestamp_seconds ')
  })

  test('counts the records that anchors hold and the backup does not', async () => {
    await house.signIn()
    const [row] = await house.rows('select count(*)::int as n from audit_logs')
    await sealed()
    const { code, rpo, leaves } = await drilled()
    expect({ code, records: rpo.records }).toEqual({ code: 0, records: Number(row?.n) - leaves })
    expect(rpo.records).toBeGreaterThan(0)
    expect(rpo.seconds).toBeGreaterThan(0)
  })

  test('says that it cannot be said where an anchor is away, and fails where one holds another log', async () => {
    const away = await drilled({ AUDIT_ANCHORS: `folder:${metrics}` })
    expect(away).toMatchObject({ code: 2, away: ['folder'] })
    const empty = await drilled({ AUDIT_ANCHORS: `folder:${join(room.folder.path, 'nobody')}` })
    expect(empty).toMatchObject({ code: 1, wrong: [expect.stringContaining('does not hold the head of')] })
  })

  test('refuses a backup of which a byte was flipped, and forgets no earlier success', async () => {
    const [file = ''] = room.files().filter((name) => name.endsWith('.age'))
    const bytes = readFileSync(join(room.to, file))
    const changed = Buffer.from(bytes)
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1
    writeFileSync(join(room.to, file), changed)
    const { code, err } = await room.holdfast('drill')
    writeFileSync(join(room.to, file), bytes)
    expect([code, err]).toEqual([1, expect.stringMatching(/is refused: it is not what its manifest says/)])
    expect(await scratches()).toBe(0)
  })

  test('fails where the log that was backed up had been tampered with', async () => {
    const kept = join(room.folder.path, 'kept')
    cpSync(room.to, kept, { recursive: true })
    const client = new Client(house.ownerUrl)
    await client.connect()
    await client.query(`set session_replication_role = replica; alter table audit_logs disable trigger all;
      do $$ declare part regclass; begin for part in select relid from pg_partition_tree('audit_logs') where isleaf loop
        execute format('alter table %s disable trigger all', part); end loop; end $$;
      update audit_logs set action = 'nothing:happened' where id = (select min(id) from audit_logs)`)
    await client.end()
    expect((await room.holdfast('backup')).code).toBe(0)
    const { code, ok, wrong } = await drilled()
    expect({ code, ok }).toEqual({ code: 1, ok: false })
    expect(wrong.join()).toContain('the log: record-altered, 1')
    rmSync(room.to, { recursive: true })
    cpSync(kept, room.to, { recursive: true })
  })

  test('says what it lacks', async () => {
    const lacking = await room.holdfast('drill', { KEYS: ringOf(keys, 'backup') })
    expect([lacking.code, lacking.err]).toEqual([
      2,
      expect.stringContaining('there is no key to verify with'),
    ])
    expect(existsSync(anchor) && readdirSync(anchor).length).toBeGreaterThan(0)
  })
})
