/** A house in which people have passkeys: what the tests of them have in common. */
import { expect } from 'vitest'
import { type Algorithm, authenticator, type Lies } from '../support/authenticator.ts'
import { type HouseOptions, type Json, openHouse, type Person } from '../support/house.ts'

export type Device = ReturnType<typeof authenticator>

export async function openPasskeyHouse(options: HouseOptions = {}) {
  const house = await openHouse(options)

  const { call, alter } = house

  const beginRegistration = async (token: string) =>
    (await call('POST', '/v1/auth/passkeys/options', undefined, token)).body
  const beginSignIn = async () => (await call('POST', '/v1/auth/login/passkey/options')).body
  const beginSecond = async (challenge: string) =>
    (await call('POST', '/v1/auth/login/second-factor/passkey/options', { challenge })).body
  const beginAgain = async (token: string) =>
    (await call('POST', '/v1/auth/reauthenticate/passkey/options', undefined, token)).body
  const device = (algorithm?: Algorithm) => authenticator(house.ports.config.baseUrl, algorithm)

  async function register(person: Pick<Person, 'token'>, one: Device, lies: Lies = {}) {
    const response = one.create(await beginRegistration(person.token), lies)
    return call('POST', '/v1/auth/passkeys', { name: 'My laptop', response }, person.token)
  }

  return {
    house,
    call,
    beginRegistration,
    beginSignIn,
    beginSecond,
    beginAgain,
    device,
    register,
    me: (token: string) => call('GET', '/v1/me', undefined, token),
    login: ({ email, password }: Pick<Person, 'email' | 'password'>) =>
      call('POST', '/v1/auth/login', { email, password }),
    signIn: (response: unknown, more = {}) => call('POST', '/v1/auth/login/passkey', { response, ...more }),
    second: (challenge: string, response: unknown) =>
      call('POST', '/v1/auth/login/second-factor', { challenge, method: 'passkey', response }),
    again: (token: string, response: unknown) =>
      call('POST', '/v1/auth/reauthenticate', { method: 'passkey', response }, token),

    /** Somebody with a passkey and the device that has it. */
    async owner(algorithm?: Algorithm) {
      const person = await house.signIn()
      const one = device(algorithm)
      const { status, body } = await register(person, one)
      expect(status).toBe(201)
      return { ...person, device: one, passkey: body as Json }
    },

    alter,

    /** The details of what the log says happened to somebody. */
    async details(action: string, id: string): Promise<Json[]> {
      const rows = await house.ports.database.query({
        text: `select details from audit_logs where action = $1 and entity_id = $2 order by id`,
        params: [action, id],
      })
      return rows.map(({ details }) => details)
    },
  }
}
