import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxEndpoints } from '../../src/webhooks/create.ts'
import type { Person } from '../support/house.ts'
import { openRoom, type Room } from './room.ts'

const path = '/v1/webhook-endpoints'
const nobody = '01890000-0000-7000-8000-000000000000'

describe('webhook endpoints', () => {
  let room: Room
  let ada: Person
  let eve: Person
  beforeAll(async () => {
    room = await openRoom()
    ada = await room.signIn()
    eve = await room.signIn()
  })
  afterAll(() => room?.close())

  const sent = {
    url: 'https://hook.example/in',
    events: ['invoices.paid', 'customers.*'],
    description: 'Books',
  }
  const count = async () => (await room.rows('select count(*)::int as n from webhook_endpoints'))[0]?.n

  test('tell their secret once, when they are made', async () => {
    const made = await room.call('POST', path, sent, ada.token)
    expect(made.status).toBe(201)
    expect(made.headers.get('cache-control')).toBe('no-store')
    expect(made.headers.get('location')).toBe(`${path}/${made.body.id}`)
    const { secret, ...shown } = made.body
    expect(shown).toMatchObject({ ...sent, status: 'enabled', version: 1, previousSecretUntil: null })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const read = await room.call('GET', `${path}/${made.body.id}`, undefined, ada.token)
    expect(read.body).toEqual(shown)
    const listed = await room.call('GET', path, undefined, ada.token)
    expect(JSON.stringify(listed.body)).not.toContain('whsec_')
  })

  test('tell a retry the same secret, and never another', async () => {
    const key = { 'idempotency-key': 'made-once' }
    const [first, again] = [
      await room.call('POST', path, sent, ada.token, key),
      await room.call('POST', path, sent, ada.token, key),
    ]
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.body).toEqual(first.body)
    const rotate = `${path}/${first.body.id}/rotate-secret`
    const turn = { 'idempotency-key': 'turned-once' }
    const [turned, same] = [
      await room.call('POST', rotate, undefined, ada.token, turn),
      await room.call('POST', rotate, undefined, ada.token, turn),
    ]
    expect(turned.status).toBe(200)
    expect(turned.headers.get('cache-control')).toBe('no-store')
    expect(turned.body.secret).not.toBe(first.body.secret)
    expect(turned.body).toMatchObject({ version: 2, previousSecretUntil: expect.stringMatching(/Z$/) })
    expect(same.body).toEqual(turned.body)
    expect((await room.call('POST', path, sent, ada.token, key)).body.secret).toBe(first.body.secret)
  })

  test('are changed, disabled and removed like everything else', async () => {
    const { id } = await room.subscribe(ada.token)
    const match = { 'if-match': '"1"' }
    const changed = await room.call('PATCH', `${path}/${id}`, { status: 'disabled' }, ada.token, match)
    expect(changed.body).toMatchObject({ status: 'disabled', version: 2, events: ['*'] })
    const inward = { url: 'https://10.0.0.1/' }
    const refused = await room.call('PATCH', `${path}/${id}`, inward, ada.token, { 'if-match': '"2"' })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '#/url', code: 'not_permitted' }] },
    })
    const gone = await room.call('DELETE', `${path}/${id}`, undefined, ada.token, { 'if-match': '"2"' })
    expect(gone.status).toBe(204)
    expect((await room.call('GET', `${path}/${id}`, undefined, ada.token)).status).toBe(404)
  })

  test.each<[string, object, string]>([
    ['no address', { events: ['*'] }, '#/url'],
    ['text that is none', { ...sent, url: 'hook' }, '#/url'],
    ['another scheme', { ...sent, url: 'ftp://hook.example/' }, '#/url'],
    ['a password in it', { ...sent, url: 'https://a:b@hook.example/' }, '#/url'],
    ['a private address', { ...sent, url: 'https://192.168.1.1/' }, '#/url'],
    ['a local name', { ...sent, url: 'https://db.internal/' }, '#/url'],
    ['no events', { url: sent.url }, '#/events'],
    ['an empty list of them', { ...sent, events: [] }, '#/events'],
    ['a word that is no event', { ...sent, events: ['invoices'] }, '#/events/0'],
    ['a pattern in the middle', { ...sent, events: ['*.paid'] }, '#/events/0'],
    ['one twice', { ...sent, events: ['*', '*'] }, '#/events'],
    ['a secret of one’s own', { ...sent, secret: 'whsec_AAAA' }, '#'],
    ['a state', { ...sent, status: 'enabled' }, '#'],
  ])('are not made with %s', async (_what, body, pointer) => {
    const before = await count()
    const refused = await room.call('POST', path, body, ada.token)
    expect(refused.status).toBe(422)
    expect(refused.body.errors[0].pointer).toBe(pointer)
    expect(JSON.stringify(refused.body)).not.toContain('whsec_')
    expect(await count()).toBe(before)
  })

  test.each<[string, string, string]>([
    ['read', 'GET', ''],
    ['its log', 'GET', '/deliveries'],
    ['its history', 'GET', '/history'],
    ['a new secret', 'POST', '/rotate-secret'],
    ['a replay', 'POST', `/deliveries/${nobody}/replay`],
    ['its end', 'DELETE', ''],
  ])('of somebody else are not found: %s', async (_what, method, rest) => {
    const { id } = await room.subscribe(ada.token)
    const logged = () => room.rows('select count(*)::int as n from audit_logs where entity_id = $1', id)
    const before = await logged()
    const asked = await room.call(method, `${path}/${id}${rest}`, undefined, eve.token, { 'if-match': '"1"' })
    expect(asked.status).toBe(404)
    expect(await logged()).toEqual(before)
    expect((await room.call('GET', `${path}/${id}`, undefined, ada.token)).body.version).toBe(1)
    await room.call('DELETE', `${path}/${id}`, undefined, ada.token, { 'if-match': '"1"' })
  })

  test('are as many as anybody needs', async () => {
    const many = await room.signIn()
    for (let at = 0; at < maxEndpoints; at++) await room.subscribe(many.token)
    const before = await count()
    const refused = await room.call('POST', path, sent, many.token)
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(await count()).toBe(before)
  })

  test('keep their secrets sealed, and out of the log and of what is told of them', async () => {
    const person = await room.signIn()
    const made = await room.subscribe(person.token, { url: `${room.receiver.url}/token-of-theirs` })
    const key = { 'idempotency-key': 'sealed' }
    const turned = await room.call('POST', `${path}/${made.id}/rotate-secret`, undefined, person.token, key)
    const tables = ['webhook_endpoints', 'audit_logs', 'outbox', 'idempotency_results', 'webhook_deliveries']
    for (const table of tables) {
      const all = JSON.stringify(await room.rows(`select to_jsonb(t) as row from ${table} t`))
      for (const secret of [made.secret, turned.body.secret]) expect(all).not.toContain(secret.slice(6, 40))
      if (table === 'audit_logs') expect(all).not.toContain('token-of-theirs')
    }
    const history = await room.call('GET', `${path}/${made.id}/history`, undefined, person.token)
    expect(history.body.data.map(({ action }: { action: string }) => action)).toEqual([
      'webhook-endpoints:rotate-secret',
      'webhook-endpoints:create',
    ])
    expect(JSON.stringify(room.logged)).not.toContain('whsec_')
  })

  test('go with their person, and so does what was sent there', async () => {
    const person = await room.signIn()
    const { id, secret } = await room.subscribe(person.token, { description: 'mine' })
    await room.happen(person.token)
    await room.deliver()
    const taken = await room.call('GET', '/v1/me/export', undefined, person.token)
    expect(taken.body.data.webhookEndpoints.rows).toMatchObject([{ id, description: 'mine' }])
    expect(JSON.stringify(taken.body)).not.toContain(secret)
    expect((await room.log(person.token, id)).length).toBe(1)
    expect((await room.call('DELETE', '/v1/me', undefined, person.token)).status).toBe(204)
    const [left] = await room.rows('select * from webhook_endpoints where id = $1', id)
    expect(left).toMatchObject({
      url: '',
      description: null,
      secret: '',
      previous_secret: null,
      deleted_at: expect.anything(),
    })
    expect(await room.rows('select * from webhook_deliveries where endpoint_id = $1', id)).toEqual([])
  })
})
