/** Who acts for a person, what is said of them elsewhere, and what is left when they go. */
import { createLocalJWKSet, jwtVerify } from 'jose'
import { expect } from 'vitest'
import { audience, baseUrl } from '../../support/runtime.ts'
import { expectProblem, type Family } from '../scenario.ts'

const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }

export const programs: Family = [
  {
    name: 'lets a key do what its scopes say, until it is revoked',
    async play({ send, person, login }) {
      const { token } = await login(await person('petra'))
      const body = { name: 'ci', scopes: ['customers:read'] }
      const made = await send(201, 'POST /v1/auth/api-keys', { token, body })
      expect(made.header('cache-control')).toBe('no-store')
      const key = made.at('key')
      await send(200, 'GET /v1/customers', { token: key })
      expectProblem(await send(403, 'POST /v1/customers', { token: key, body: { name: 'A' } }), 'forbidden')
      expectProblem(await send(403, 'GET /v1/auth/sessions', { token: key }), 'forbidden')
      const list = await send(200, 'GET /v1/auth/api-keys', { token })
      expect(list.body.toString()).not.toContain(key)
      await send(204, `DELETE /v1/auth/api-keys/${made.at('id')}`, { token })
      expectProblem(await send(401, 'GET /v1/customers', { token: key }), 'unauthenticated')
      const beyond = { name: 'ci', scopes: ['users:read'] }
      expectProblem(await send(422, 'POST /v1/auth/api-keys', { token, body: beyond }), 'validation')
    },
  },
  {
    name: 'signs a token that others can verify, and takes none itself',
    async play({ send, quietly, person }) {
      const { token, id } = await person('petra')
      const issued = await quietly(200, 'POST /v1/auth/token', { token, body: { audience } })
      const set = await quietly(200, 'GET /.well-known/jwks.json')
      expect(set.header('cache-control')).toBe('public, max-age=300')
      const accessToken = issued.at('accessToken')
      const keys = createLocalJWKSet(JSON.parse(set.body.toString()))
      const expected = { issuer: baseUrl, audience, typ: 'at+jwt', algorithms: ['EdDSA'] }
      expect((await jwtVerify(accessToken, keys, expected)).payload.sub).toBe(id)
      const headers = { authorization: `Bearer ${accessToken}` }
      expectProblem(await send(401, 'GET /v1/me', { headers }), 'unauthenticated')
      const elsewhere = { audience: 'https://evil.example.com' }
      expectProblem(await send(422, 'POST /v1/auth/token', { token, body: elsewhere }), 'validation')
    },
  },
  {
    name: 'tells a person all that it keeps of them, and erases them',
    async play({ send, quietly, person, login }) {
      const { token, id, email, password } = await login(await person('gone'))
      const customer = await quietly(201, 'POST /v1/customers', { token, body: { name: 'A', taxId: 'DE1' } })
      const draft = { customerId: customer.at('id'), currency: 'EUR', lines: [line] }
      const invoice = await quietly(201, 'POST /v1/invoices', { token, body: draft })
      await quietly(200, `POST /v1/invoices/${invoice.at('id')}/issue`, { token })
      const all = await quietly(200, 'GET /v1/me/export', { token })
      expect(all.header('content-disposition')).toMatch(/^attachment; filename="holdfast-/)
      expect(all.at('account.profile.id')).toBe(id)
      expect(all.count('data.invoices.rows')).toBe(1)
      expect(all.at('data.customers.rows.0.taxId')).toBe('DE1')
      await send(204, 'DELETE /v1/me', { token })
      expectProblem(await send(401, 'GET /v1/me', { token }), 'unauthenticated')
      expectProblem(await send(401, 'POST /v1/auth/login', { body: { email, password } }), 'unauthenticated')
    },
  },
]
