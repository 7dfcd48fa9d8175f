/** Tokens for other services, and the keys by which those know them. */
import * as z from 'zod'
import { line } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { issueAccessToken } from '../access-tokens.ts'
import { userOf } from '../profile.ts'
import { moment } from '../shapes.ts'
import { publicKeysOf } from '../signing-keys.ts'

/** How long others may keep the key set: a new key must be published for longer before it signs. */
export const keySetSeconds = 300

const publicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
})

export const accessTokenEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/auth/token',
    action: 'auth:token',
    summary: 'Get a token for another service',
    tag: 'Auth',
    input: { body: z.strictObject({ audience: line({ min: 1, max: 200 }) }) },
    output: {
      status: 200,
      description: 'A signed token (RFC 9068), good for five minutes; this API itself does not take it.',
      body: z.strictObject({ accessToken: z.string(), expiresAt: moment }),
    },
    problems: ['validation'],
    access: 'signed-in',
    limits: ['address'],
    idempotent: true,
    async run(call) {
      const { replayed, ...body } = await issueAccessToken(call, userOf(call), call.input.body.audience)
      return { body, secret: true, replayed }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/.well-known/jwks.json',
    action: 'auth:key-set',
    summary: 'The public keys that verify our tokens (RFC 7517)',
    tag: 'Auth',
    input: {},
    output: {
      status: 200,
      description: 'A JSON Web Key Set: the key that signs now, then those whose tokens may still be about.',
      body: z.strictObject({ keys: z.array(publicKey) }),
      mediaType: 'application/jwk-set+json',
    },
    problems: [],
    access: 'anyone',
    limits: ['address'],
    run: async ({ ports }) => ({
      body: { keys: publicKeysOf(ports.config.keys) },
      headers: { 'cache-control': `public, max-age=${keySetSeconds}` },
    }),
  }),
]
