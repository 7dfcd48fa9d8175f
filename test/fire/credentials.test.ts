/** Everything that signs somebody in, driven on real servers; then everything that is kept or said is searched for it. */

import { createClient } from '@redis/client'
import { Secret, TOTP } from 'otpauth'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, type Json, openHouse, type Person } from '../support/house.ts'
import { keysKept, rowsKept } from '../support/kept.ts'
import { redisOf } from '../support/redis-databases.ts'
import { holding, listenForSecrets } from '../support/secrets.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl || !redisUrl)('nothing of a credential appears', () => {
  const audience = 'https://reports.example.com'
  const url = redisUrl && redisOf('credentials')
  const secrets = listenForSecrets()
  const addresses = new Set<string>()
  /** What was answered with a refusal: nothing of a credential belongs there, but the challenge of a second step. */
  const refusals: string[] = []
  let house: House
  let database: Client
  let redis: ReturnType<typeof createClient>
  let ada: Person

  beforeAll(async () => {
    redis = createClient({ url: url as string })
    await redis.connect()
    await redis.flushDb()
    house = await openHouse({ redisUrl: url, config: { tokenAudiences: [audience] } })
    database = new Client(house.ownerUrl)
    await database.connect()
    await everything()
    await house.settle()
  }, 120_000)
  afterAll(async () => {
    await database?.end()
    await redis?.close()
    await house?.close()
  })

  /** Sends, keeps in mind what was secret in it, and what a refusal said. Each with a key: what a retry gets is stored. */
  async function call(method: string, path: string, body?: Json, token?: string): Promise<Json> {
    secrets.sent(body)
    const key: Record<string, string> = method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }
    const response = await house.send(method, path, body, token, key)
    const text = await response.text()
    for (const cookie of response.headers.getSetCookie()) secrets.answered(cookie)
    const answer = text ? JSON.parse(text) : undefined
    if (response.status < 400) secrets.answered(answer)
    else {
      const { challenge, code, ...rest } = answer
      if (challenge) secrets.answered({ challenge })
      refusals.push(JSON.stringify([code, rest, [...response.headers]]))
    }
    return { status: response.status, ...answer }
  }

  const mailed = async (email: string, purpose: string) => {
    const all = (await house.mailTo(email)).map(({ text }) => text).join('\n')
    secrets.answered(all)
    return new RegExp(`hf_${purpose}_[\\w-]+`).exec(all)?.[0] ?? 'none'
  }

  async function everything() {
    const wrong = 'a wrong password that is long'
    ada = await house.signIn()
    secrets.sent(ada)
    const email = `canary${crypto.randomUUID().slice(0, 8)}@example.com`
    for (const one of [ada.email, email]) addresses.add(one)
    const password = 'kelp holds on to rock and stays'
    await call('POST', '/v1/auth/register', { email, password, name: 'Cay' })
    await call('POST', '/v1/auth/verify-email/resend', { email })
    await call('POST', '/v1/auth/verify-email', { token: `hf_v_${'x'.repeat(49)}` })
    await call('POST', '/v1/auth/verify-email', { token: await mailed(email, 'v') })
    await call('POST', '/v1/auth/login', { email, password: wrong })
    await call('POST', '/v1/auth/login', { email, password: [password] })
    await call('POST', '/v1/auth/login', { email, password, transport: 'cookie' })
    const { token } = await call('POST', '/v1/auth/login', { email, password })
    expect(token).toMatch(/^hf_s_/)
    await call('GET', '/v1/me', undefined, token)
    await call('GET', '/v1/me', undefined, `${token}x`)

    const { secret } = await call('POST', '/v1/auth/second-factors/totp', undefined, token)
    const code = (step: number) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + step * 30_000 })
    await call('POST', '/v1/auth/second-factors/totp/confirm', { code: '739251' }, token)
    const confirmed = await call('POST', '/v1/auth/second-factors/totp/confirm', { code: code(-1) }, token)
    expect(confirmed.recoveryCodes).toHaveLength(10)
    const begun = await call('POST', '/v1/auth/login', { email, password })
    await call('POST', '/v1/auth/login/second-factor', { ...begunBy(begun), method: 'totp', code: '582973' })
    const second = { ...begunBy(begun), method: 'totp', code: code(0) }
    expect((await call('POST', '/v1/auth/login/second-factor', second)).token).toMatch(/^hf_s_/)
    const again = begunBy(await call('POST', '/v1/auth/login', { email, password }))
    await call('POST', '/v1/auth/login/second-factor/passkey/options', again)
    const recovery = { ...again, method: 'recovery-code', code: confirmed.recoveryCodes[0] }
    const recovered = await call('POST', '/v1/auth/login/second-factor', recovery)
    expect(recovered.status).toBe(200)

    await call('POST', '/v1/auth/passkeys/options', undefined, recovered.token)
    await call('POST', '/v1/auth/login/passkey/options')
    await call('POST', '/v1/auth/second-factors/recovery-codes', undefined, recovered.token)
    const made = await call(
      'POST',
      '/v1/auth/api-keys',
      { name: 'n', scopes: ['customers:read'] },
      recovered.token,
    )
    expect(made.key).toMatch(/^hf_k_/)
    await call('GET', '/v1/customers', undefined, made.key)
    await call('POST', '/v1/customers', { name: 'no' }, made.key)
    await call('POST', '/v1/auth/token', { audience }, recovered.token)
    await call('POST', '/v1/auth/token', { audience: 'https://elsewhere.example' }, recovered.token)
    await call('POST', '/v1/auth/reauthenticate', { password: wrong }, recovered.token)
    const proven = await call('POST', '/v1/auth/reauthenticate', { password }, recovered.token)
    const next = { currentPassword: password, password: 'another sentence about the sea' }
    await call('POST', '/v1/auth/password/change', { ...next, currentPassword: wrong }, proven.token)
    const changed = await call('POST', '/v1/auth/password/change', next, proven.token)
    expect(changed.token).toMatch(/^hf_s_/)
    await call('POST', '/v1/auth/logout', undefined, changed.token)
    await call('POST', '/v1/auth/password/forgot', { email })
    await call('POST', '/v1/auth/password/reset', { token: `hf_r_${'x'.repeat(49)}`, password: wrong })
    const reset = { token: await mailed(email, 'r'), password: 'a third sentence, of the tide' }
    expect((await call('POST', '/v1/auth/password/reset', reset)).status).toBe(204)
  }

  const begunBy = ({ challenge }: Json) => ({ challenge })

  const found = (text: string) => secrets.in(text)
  const addressed = (text: string) => holding(text, addresses)

  test('though there are many of them: of every kind that is typed, mailed or issued', () => {
    const kinds = new Set([...secrets.all].map((one) => /^hf_[a-z]_/.exec(one)?.[0] ?? 'other'))
    expect([...kinds].sort()).toEqual(['hf_c_', 'hf_k_', 'hf_r_', 'hf_s_', 'hf_v_', 'other'])
    expect(secrets.all.size).toBeGreaterThan(30)
    expect(refusals.length).toBeGreaterThan(10)
  })

  test('in a line of the log, or an address [V16.2.5]', () => {
    const log = JSON.stringify(house.logged)
    expect(house.logged.length).toBeGreaterThan(30)
    expect(found(log)).toEqual([])
    expect(addressed(log)).toEqual([])
    expect(found(JSON.stringify([...house.logged, { detail: [...secrets.all][0] }]))).toHaveLength(1)
  })

  test('in a metric, or an address [V16.2.5]', () => {
    const metrics = house.ports.meter.render()
    expect(metrics).toContain('password_hashes_total')
    expect([...found(metrics), ...addressed(metrics)]).toEqual([])
    expect(found(`${metrics}\nx{a="${[...secrets.all][0]}"} 1`)).toHaveLength(1)
  })

  test('in a refusal, or an address [V16.5.1]', () => {
    for (const refusal of refusals) {
      expect(found(refusal)).toEqual([])
      expect(addressed(refusal)).toEqual([])
    }
    expect(found(`${refusals[0]} ${[...secrets.all].at(-1)}`)).toHaveLength(1)
  })

  test('in Postgres, the audit log included; an address stands with its user and in what they are told again [V14.2.4] [V16.2.5]', async () => {
    const held = async () =>
      (await rowsKept(house.ownerUrl as string)).flatMap(({ table, text }) =>
        found(text).map((one) => `${table}: ${one}`),
      )
    expect(await held()).toEqual([])
    // A sign-in answers with one's profile, and that answer is kept for a day, for its retry.
    const where = (await rowsKept(house.ownerUrl as string)).filter(({ text }) => addressed(text).length > 0)
    expect(new Set(where.map(({ table }) => table))).toEqual(
      new Set(['public.users', 'public.idempotency_results']),
    )
    // Were one there, it would be found.
    await database.query(`create table planted as select $1::text as detail`, [ada.token])
    expect(await held()).toEqual([`public.planted: ${ada.token.slice(0, 8)}…`])
    await database.query('drop table planted')
  })

  test('in Redis, in a key or a value, or an address [V1.3.9] [V14.2.4]', async () => {
    const all = await keysKept(url as string)
    expect(all.length).toBeGreaterThan(5)
    expect(all.flatMap((text) => [...found(text), ...addressed(text)])).toEqual([])
    await redis.set('planted', ada.token, { EX: 60 })
    await redis.set(`planted:${ada.email}`, '1', { EX: 60 })
    const planted = (await keysKept(url as string)).flatMap((text) => [...found(text), ...addressed(text)])
    expect(planted).toHaveLength(2)
    await redis.del(['planted', `planted:${ada.email}`])
  })
})
