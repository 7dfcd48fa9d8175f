/** The log through the front door: who may read it, by what it is found, and page by page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leafHash } from '../../../src/audit/tree/hashing.ts'
import type { Json } from '../../support/house.ts'
import { postgresUrl } from '../../support/servers.ts'
import { type ReadingRoom, readingRoom } from './room.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe.skipIf(!postgresUrl)('the log', () => {
  let room: ReadingRoom
  beforeAll(async () => {
    room = await readingRoom()
  })
  afterAll(() => room?.close())

  const list = async (query: Record<string, string>) => {
    const { status, body } = await room.get(`/v1/audit-logs?${new URLSearchParams(query)}`)
    expect({ status, body: status === 200 ? {} : body }).toEqual({ status: 200, body: {} })
    return body.data as Json[]
  }
  const keyOf = async (token: string, ...scopes: string[]) =>
    (await room.house.call('POST', '/v1/auth/api-keys', { name: 'k', scopes }, token)).body.key as string

  describe('is for administrators and auditors', () => {
    const paths = [
      '/v1/audit-logs',
      '/v1/audit-logs/1',
      '/v1/audit-logs/1/proof',
      '/v1/audit-logs/export',
      '/v1/audit-logs/verification',
      '/audit/tile/entries/000',
    ]
    test.each(paths)(
      '%s is told to no stranger, no member and no program that was not let in [V8.2.1]',
      async (path) => {
        await room.settle()
        const { house, admin, auditor, member } = room
        const refused = async (token?: string) => (await house.send('GET', path, undefined, token)).status
        expect(await refused()).toBe(401)
        expect(await refused(member.token)).toBe(403)
        expect(await refused(await keyOf(admin.token, 'users:read'))).toBe(403)
        expect(await refused(await keyOf(member.token, 'customers:read'))).toBe(403)
        const allowed = path.endsWith('000') ? [404] : [200]
        for (const token of [admin.token, auditor.token, await keyOf(admin.token, 'audit-logs:read')]) {
          const response = await house.send('GET', path, undefined, token)
          expect(allowed).toContain(response.status)
          await response.text()
        }
      },
    )

    test('a member’s attempt is in it', async () => {
      await room.get('/v1/audit-logs', room.member.token)
      const [newest] = await list({ actor: room.member.id, action: 'audit-logs:list', limit: '1' })
      expect(newest).toMatchObject({ outcome: 'denied', entity: 'audit-logs', userId: room.member.id })
    })
  })

  test('tells of a change who made it, whence, and what it was', async () => {
    const { house, member } = room
    const made = await house.call('POST', '/v1/customers', { name: 'Kelp & Co' }, member.token, {
      'user-agent': 'a test',
    })
    const { id } = made.body
    const [record, ...others] = await list({ entity: 'customers', entityId: id })
    expect(others).toEqual([])
    expect(record).toEqual({
      ...{ id: expect.stringMatching(/^\d+$/), seq: null, createdAt: expect.stringMatching(/Z$/) },
      ...{ actorKind: 'user', userId: member.id, sessionId: member.sessionId, action: 'customers:create' },
      ...{ requestId: made.headers.get('x-request-id'), ipAddress: '127.0.0.1', userAgent: 'a test' },
      ...{ operation: 'INSERT', entity: 'customers', entityId: id, outcome: 'success', erasedBy: null },
      details: { new: expect.objectContaining({ id }), redacted: expect.any(Array) },
    })
    await room.settle()
    const { body, headers } = await room.get(`/v1/audit-logs/${record.id}`)
    expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null])
    const { salt, entry, ...told } = body
    expect(told).toEqual({ ...record, seq: expect.any(Number) })
    expect(salt).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.parse(entry)).toMatchObject({ v: 1, id: record.id, action: 'customers:create', entityId: id })
    const [leaf] = await house.rows(
      `select encode(hash, 'hex') as hash from audit_leaves where seq = $1`,
      body.seq,
    )
    expect(hex(leafHash(entry))).toBe(leaf?.hash)
    expect((await room.get('/v1/audit-logs/999999999')).status).toBe(404)
  })

  test('is found by each of its filters, and by several', async () => {
    const { house, member } = room
    const { id } = (await house.call('POST', '/v1/customers', { name: 'A' }, member.token)).body
    await house.send('PATCH', `/v1/customers/${id}`, { name: 'B' }, member.token, { 'if-match': '*' })
    const all = await list({ limit: '100' })
    const expected: [Record<string, string>, (one: Json) => boolean][] = [
      [{ actor: member.id }, (one) => one.userId === member.id],
      [{ action: 'customers:update' }, (one) => one.action === 'customers:update'],
      [{ entity: 'customers' }, (one) => one.entity === 'customers'],
      [{ entity: 'customers', entityId: id }, (one) => one.entityId === id],
      [{ outcome: 'denied' }, (one) => one.outcome === 'denied'],
      [{ from: all[5].createdAt }, (one) => one.createdAt >= all[5].createdAt],
      [
        {
          actor: member.id,
          entity: 'customers',
          entityId: id,
          action: 'customers:create',
          outcome: 'success',
        },
        (one) => one.entityId === id && one.action === 'customers:create',
      ],
    ]
    for (const [query, fits] of expected) {
      const found = await list({ ...query, limit: '100' })
      expect(found.length).toBeGreaterThan(0)
      expect(found, JSON.stringify(query)).toEqual(all.filter(fits))
    }
    const moment = new Date(Date.parse(all[5].createdAt) + 1).toISOString()
    const before = await list({ to: moment.replace('Z', '+00:00'), limit: '100' })
    expect(before[0].createdAt <= all[5].createdAt).toBe(true)
    expect(await list({ from: '2999-01-01T00:00:00Z' })).toEqual([])
    expect(await list({ to: '1999-01-01T00:00:00+02:00' })).toEqual([])
  })

  test('goes page by page, each record once, newest first', async () => {
    await room.record(7, {}, 'pages')
    const paged: Json[] = []
    let next: string | null = ''
    while (next !== null) {
      const { body }: Json = await room.get(`/v1/audit-logs?entity=pages&limit=3${next && `&cursor=${next}`}`)
      expect(body.page.hasMore).toBe(body.page.nextCursor !== null)
      paged.push(...body.data)
      next = body.page.nextCursor
    }
    expect(paged.map(({ entityId }) => entityId)).toEqual(['7', '6', '5', '4', '3', '2', '1'])
    const { body } = await room.get('/v1/audit-logs?limit=1&entity=pages')
    const elsewhere = await room.get(`/v1/audit-logs?limit=1&cursor=${body.page.nextCursor}`)
    expect([elsewhere.status, elsewhere.body.code]).toEqual([400, 'invalid-cursor'])
  })

  test.each<[query: string, pointer: string, code: string]>([
    ['entityId=1', '#/query/entityId', 'required_together'],
    ['actor=me', '#/query/actor', 'invalid_format'],
    ['outcome=good', '#/query/outcome', 'invalid_value'],
    ['from=yesterday', '#/query/from', 'invalid_format'],
    ['from=2026-01-01', '#/query/from', 'invalid_format'],
    ['to=0000-01-01T00:00:00Z', '#/query/to', 'invalid_format'],
    ['entity=', '#/query/entity', 'length'],
    ['action=%00', '#/query/action', 'control_character'],
    ['limit=0', '#/query/limit', 'invalid_value'],
    ['sort=id', '#/query', 'unknown_key'],
  ])('takes no %s', async (query, pointer, code) => {
    const { status, body } = await room.get(`/v1/audit-logs?${query}`)
    expect([status, body.code]).toEqual([422, 'validation'])
    expect(body.errors).toMatchObject([{ pointer, code }])
  })

  test.each(['0', '01', '-1', '1e3', '9'.repeat(19), 'x'])('knows no record %s', async (id) => {
    for (const path of [`/v1/audit-logs/${id}`, `/v1/audit-logs/${id}/proof`])
      expect((await room.get(path)).status).toBe(422)
  })

  test('reading one leaves nothing in it', async () => {
    await room.house.settle()
    const count = async () => (await room.house.rows('select count(*)::int as n from audit_logs'))[0]?.n
    const before = await count()
    await room.get('/v1/audit-logs')
    await room.get('/v1/audit-logs/1')
    expect(await count()).toBe(before)
  })

  test('of an erased record it tells that it was, and by what', async () => {
    const { house } = room
    const person = await house.signIn()
    await house.send('POST', '/v1/customers', { name: 'C' }, person.token)
    await house.alter(`update users set erased_at = now(), disabled_at = now() where id = $1`, person.id)
    await house.alter('select audit.erase($1::uuid, 1000)', person.id)
    await room.settle()
    const [record] = await list({ actor: person.id })
    expect(record).toMatchObject({
      details: {},
      ipAddress: null,
      userAgent: null,
      erasedBy: expect.any(String),
    })
    const { body } = await room.get(`/v1/audit-logs/${record.id}`)
    expect(body.salt).toBeNull()
    const [leaf] = await house.rows(
      `select encode(hash, 'hex') as hash from audit_leaves where seq = $1`,
      body.seq,
    )
    expect(hex(leafHash(body.entry))).toBe(leaf?.hash)
    expect((await room.get(`/v1/audit-logs/${record.erasedBy}`)).body.action).toBe('audit.erased')
  })
})
