/** Passkeys against those who know the protocol: what is bound to what, what is told apart, what happens at once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BarePorts } from '../../src/ports/index.ts'
import type { Algorithm, Lies } from '../support/authenticator.ts'
import { postgresUrl } from '../support/servers.ts'
import { openPasskeyHouse } from './passkey-house.ts'

describe.skipIf(!postgresUrl)('a passkey', () => {
  let room: Awaited<ReturnType<typeof openPasskeyHouse>>
  /** How each write without a key was to commit. */
  const commits: unknown[] = []
  beforeAll(async () => {
    room = await openPasskeyHouse({ wrap: listening })
  })
  afterAll(() => room?.house.close())

  function listening(ports: BarePorts): BarePorts {
    const probe = { text: `select current_setting('synchronous_commit') as how`, params: [] }
    const { database } = ports
    async function atomic(...[statements, options]: Parameters<typeof database.atomic>) {
      const results = await database.atomic([...statements, probe], options)
      commits.push(results.at(-1)?.[0]?.how)
      return results.slice(0, -1)
    }
    return { ...ports, database: { ...database, atomic } }
  }

  const reasons = async (action: string, id: string) =>
    (await room.details(action, id)).map(({ reason }) => reason)

  test.each<[why: string, lies: Lies]>([
    ['an attestation, whatever else is written in it', { attested: true }],
    ['a page inside another site’s', { crossOrigin: true }],
  ])('is not registered with %s', async (_why, lies) => {
    const person = await room.house.signIn()
    expect((await room.register(person, room.device(), lies)).status).toBe(422)
    expect(await reasons('auth.passkey.refused', person.id)).toHaveLength(1)
  })

  test.each<Algorithm>(['es256', 'ed25519', 'rs256'])('signs in with an %s key', async (algorithm) => {
    const { device } = await room.owner(algorithm)
    expect((await room.signIn(device.get(await room.beginSignIn()))).status).toBe(200)
    const forged = device.get(await room.beginSignIn(), { forged: true })
    expect((await room.signIn(forged)).status).toBe(401)
  })

  test('names its person where it signs in alone, and need not as a second factor', async () => {
    const { device, id, ...person } = await room.owner()
    for (const userHandle of [null, 'AAAA'])
      expect((await room.signIn(device.get(await room.beginSignIn(), { userHandle }))).status).toBe(401)
    expect(await reasons('auth.passkey.refused', id)).toEqual(['handle', 'handle'])
    const { challenge } = (await room.login(person)).body
    const ask = async (userHandle: string | null) =>
      room.second(challenge, device.get(await room.beginSecond(challenge), { userHandle }))
    expect((await ask('AAAA')).status).toBe(401)
    expect((await ask(null)).status).toBe(200)
  })

  test.each<[reason: string, lies: Lies]>([
    ['counter', { counter: 1 }],
    ['signature', { forged: true }],
    ['signature', { forged: true, counter: 1 }],
    ['response', { origin: 'https://evil.example' }],
    ['response', { crossOrigin: true }],
    ['response', { verified: false }],
    ['challenge', { challenge: 'A'.repeat(43) }],
    ['handle', { userHandle: 'AAAA' }],
  ])('is refused, and the log says why: %s for %j', async (reason, lies) => {
    const { device, id, ...person } = await room.owner()
    for (let n = 0; n < 2; n++)
      expect((await room.signIn(device.get(await room.beginSignIn()))).status).toBe(200)
    expect((await room.signIn(device.get(await room.beginSignIn(), lies))).status).toBe(401)
    expect(await reasons('auth.passkey.refused', id)).toEqual([reason])
    const { challenge } = (await room.login(person)).body
    const second = device.get(await room.beginSecond(challenge), lies)
    expect((await room.second(challenge, second)).status).toBe(401)
    expect(await reasons('auth.second-factor.failed', id)).toEqual([reason])
    const again = device.get(await room.beginAgain(person.token), lies)
    expect((await room.again(person.token, again)).status).toBe(401)
    expect(await reasons('auth.reauthentication.failed', id)).toEqual([reason])
  })

  test('is refused in the same time whether it is known or not: neither waits for the disk', async () => {
    const { device } = await room.owner()
    const commit = async (lies: Lies) => {
      const response = device.get(await room.beginSignIn(), lies)
      commits.length = 0
      await room.signIn(response)
      return commits
    }
    expect(await commit({})).toEqual(['on'])
    expect(await commit({ forged: true })).toEqual(['off'])
    expect(await commit({ id: 'A'.repeat(43) })).toEqual(['off'])
  })

  test('of a closed account is refused as that', async () => {
    const { device, id } = await room.owner()
    await room.alter(`update users set disabled_at = now() where id = '${id}'`)
    expect((await room.signIn(device.get(await room.beginSignIn()))).status).toBe(401)
    expect(await reasons('auth.passkey.refused', id)).toEqual(['account'])
  })

  test('answers a challenge only in the place it was given out for, and for its person', async () => {
    const [ada, eve] = [await room.owner(), await room.owner()]
    const { challenge } = (await room.login(ada)).body
    const hers = (await room.login(eve)).body.challenge
    const begin: Record<string, () => Promise<never>> = {
      alone: room.beginSignIn,
      second: () => room.beginSecond(challenge),
      nobody: () => room.beginSecond(`hf_c_${'A'.repeat(43)}`),
      'another login': () => room.beginSecond(hers),
      again: () => room.beginAgain(ada.token),
      'another session': () => room.beginAgain(eve.token),
      registration: () => room.beginRegistration(ada.token),
    } as never
    const take: Record<string, (response: unknown) => Promise<{ status: number }>> = {
      alone: (response) => room.signIn(response),
      second: (response) => room.second(challenge, response),
      again: (response) => room.again(ada.token, response),
    }
    const taken: string[] = []
    // What is right goes last: it uses the challenge or the session up.
    for (const [place, send] of Object.entries(take))
      for (const from of Object.keys(begin).filter((name) => name !== place)) {
        const { status } = await send(ada.device.get((await begin[from]?.()) as never))
        if (status !== 401) taken.push(`${from} → ${place}`)
        if (place === 'second') await room.alter(`update challenges set attempts = 0`)
      }
    expect(taken).toEqual([])
    for (const [place, send] of Object.entries(take))
      expect([place, (await send(ada.device.get((await begin[place]?.()) as never))).status]).toEqual([
        place,
        200,
      ])
  })

  test('is begun again by a session alone', async () => {
    expect((await room.call('POST', '/v1/auth/reauthenticate/passkey/options')).status).toBe(401)
    const { token, passkey } = await room.owner()
    const options = await room.beginAgain(token)
    expect(options).toMatchObject({ userVerification: 'required', rpId: 'holdfast.test' })
    expect(options.allowCredentials).toHaveLength(1)
    expect(passkey).toBeDefined()
  })

  test('is asked for by the ways that it can be reached', async () => {
    const { token, ...person } = await room.owner()
    const { challenge } = (await room.login(person)).body
    const known = [{ transports: ['internal'], type: 'public-key', id: expect.any(String) }]
    expect((await room.beginSecond(challenge)).allowCredentials).toEqual(known)
    expect((await room.beginAgain(token)).allowCredentials).toEqual(known)
    expect((await room.beginRegistration(token)).excludeCredentials).toEqual(known)
  })

  test('is not added to an account that was closed, by a session that is still remembered', async () => {
    const { id, token } = await room.house.signIn()
    const response = room.device().create(await room.beginRegistration(token))
    await room.alter(`update users set disabled_at = now() where id = '${id}'`)
    const { status } = await room.call('POST', '/v1/auth/passkeys', { name: 'x', response }, token)
    expect(status).toBe(401)
    const rows = await room.house.ports.database.query({
      text: 'select 1 from passkeys where user_id = $1',
      params: [id],
    })
    expect(rows).toEqual([])
  })

  test('has one set of recovery codes however many are the first, and no more than twenty are', async () => {
    const person = await room.house.signIn()
    const many = await Promise.all(
      Array.from({ length: 24 }, async () => {
        const response = room.device().create(await room.beginRegistration(person.token))
        return () => room.call('POST', '/v1/auth/passkeys', { name: 'x', response }, person.token)
      }),
    )
    const answers = await Promise.all(many.map((send) => send()))
    expect(answers.filter(({ body }) => body.recoveryCodes)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(4)
    const { body } = await room.call('GET', '/v1/auth/second-factors', undefined, person.token)
    expect(body).toMatchObject({ passkeys: 20, recoveryCodes: 10 })
    expect(await reasons('auth.passkey.refused', person.id)).toEqual(Array(4).fill('too-many'))
  })

  test('signs in, is proven again and removed at once without waiting in a circle', async () => {
    for (let round = 0; round < 5; round++) {
      const { device, passkey, token, ...person } = await room.owner()
      const { challenge } = (await room.login(person)).body
      const [alone, second, again] = [
        device.get(await room.beginSignIn()),
        device.get(await room.beginSecond(challenge)),
        device.get(await room.beginAgain(token)),
      ]
      const answers = await Promise.all([
        room.signIn(alone),
        room.second(challenge, second),
        room.again(token, again),
        room.call('DELETE', `/v1/auth/passkeys/${passkey.id}`, undefined, token),
        room.register({ token }, room.device()),
      ])
      expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([])
    }
  })
})
