/** Passkeys, with each kind of key that is offered: what is bundled must be able to verify it. */
import { type Algorithm, authenticator } from '../../support/authenticator.ts'
import { baseUrl } from '../../support/runtime.ts'
import { expectProblem, type Family } from '../scenario.ts'

const algorithms: readonly Algorithm[] = ['es256', 'ed25519', 'rs256']

export const passkeys: Family = algorithms.map((algorithm) => ({
  name: `registers a passkey with an ${algorithm} key and lets it sign in`,
  async play({ send, quietly, person, login }) {
    const { token } = await login(await person(`key-${algorithm}`))
    const device = authenticator(baseUrl, algorithm)
    const begin = async (path: string) =>
      JSON.parse((await quietly(200, `POST ${path}/options`, { token })).body.toString())
    const made = device.create(await begin('/v1/auth/passkeys'))
    await quietly(201, 'POST /v1/auth/passkeys', { token, body: { name: algorithm, response: made } })
    const forged = device.get(await begin('/v1/auth/login/passkey'), { forged: true })
    const refused = await send(401, 'POST /v1/auth/login/passkey', { body: { response: forged } })
    expectProblem(refused, 'unauthenticated')
    const response = device.get(await begin('/v1/auth/login/passkey'))
    await send(200, 'POST /v1/auth/login/passkey', { body: { response } })
    await send(200, 'GET /v1/auth/passkeys', { token })
  },
}))
