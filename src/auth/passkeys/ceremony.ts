/**
 * WebAuthn ceremonies: what is asked of an authenticator, and whether its answer is one (W3C WebAuthn §7).
 *
 * The relying party is the host of BASE_URL and its origin, never what a request says. User verification is required always,
 * so that a passkey is two factors by itself: something one has, and a finger or a PIN. No attestation is asked for: which
 * make of device somebody trusts is their own affair.
 *
 * A challenge is random, is kept as its digest, and is consumed by the write that acts on the answer. So here the challenge in
 * the answer is taken as it is; whether we ever gave it out, to whom, and whether it was used, that write decides.
 */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import * as z from 'zod'
import { fromBase64url, sha256 } from '../../core/bytes.ts'
import type { Config } from '../../core/config.ts'

export const ceremonySeconds = 300

const text = (max: number) => z.string().max(max)
const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, 'Must be base64url.')

/** What browsers send beside these is no business of ours, but it is bounded by the body's size. */
const envelope = {
  id: base64url(1366),
  rawId: base64url(1366),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).optional(),
  authenticatorAttachment: text(32).nullish(),
}

/** `RegistrationResponseJSON` (WebAuthn L3 §5.1), as `PublicKeyCredential.toJSON()` makes it. */
export const registrationResponse = z.looseObject({
  ...envelope,
  response: z.looseObject({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(65_536),
    transports: z.array(text(32)).max(8).optional(),
  }),
})

/** `AuthenticationResponseJSON`. */
export const authenticationResponse = z.looseObject({
  ...envelope,
  response: z.looseObject({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(8192),
    userHandle: base64url(128).nullish(),
  }),
})

export type RegistrationResponse = z.output<typeof registrationResponse>
export type AuthenticationResponse = z.output<typeof authenticationResponse>
type Place = Pick<Config, 'baseUrl'>

export interface PublicKey {
  readonly credentialId: string
  /** base64url of the COSE key. */
  readonly publicKey: string
  readonly counter: number
}

const relyingParty = ({ baseUrl }: Place) => new URL(baseUrl).hostname
const origin = ({ baseUrl }: Place) => new URL(baseUrl).origin

export function registrationOptions(
  config: Place,
  user: { readonly id: string; readonly email: string; readonly name: string | null },
  credentialIds: readonly string[],
) {
  return generateRegistrationOptions({
    rpName: 'Holdfast',
    rpID: relyingParty(config),
    userID: new Uint8Array(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: user.name ?? user.email,
    attestationType: 'none',
    excludeCredentials: credentialIds.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: [-8, -7, -257],
    timeout: ceremonySeconds * 1000,
  })
}

/** Without credential ids the authenticator itself knows whose it is: nothing tells which accounts there are. */
export function authenticationOptions(config: Place, credentialIds: readonly string[] = []) {
  return generateAuthenticationOptions({
    rpID: relyingParty(config),
    userVerification: 'required',
    ...(credentialIds.length > 0 && { allowCredentials: credentialIds.map((id) => ({ id })) }),
    timeout: ceremonySeconds * 1000,
  })
}

/** What a challenge is kept as. */
export const challengeDigest = (challenge: string) => sha256(`passkey ${challenge}`)

export interface Registered extends PublicKey {
  readonly challengeHash: string
  readonly backedUp: boolean
}

/** What was registered, or undefined where the answer is none. */
export async function registered(config: Place, sent: RegistrationResponse): Promise<Registered | undefined> {
  const taken = challengeIn(sent.response.clientDataJSON)
  if (taken === undefined || !isUnattested(sent)) return undefined
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: sent as never,
      expectedChallenge: taken,
      expectedOrigin: origin(config),
      expectedRPID: relyingParty(config),
      requireUserVerification: true,
    })
    if (!verified || !registrationInfo) return undefined
    const { credential, credentialBackedUp } = registrationInfo
    if (credential.id !== sent.id) return undefined
    return {
      challengeHash: challengeDigest(taken),
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      backedUp: credentialBackedUp,
    }
  } catch {
    return undefined
  }
}

export interface Authenticated {
  readonly challengeHash: string
  readonly counter: number
  readonly backedUp: boolean
}

/** That the key was used, for us, by a person who was verified; or undefined. `userId`: whose key it is. */
export async function authenticated(
  config: Place,
  sent: AuthenticationResponse,
  { credentialId, publicKey, counter }: PublicKey,
  userId: string,
): Promise<Authenticated | undefined> {
  const taken = challengeIn(sent.response.clientDataJSON)
  const { userHandle } = sent.response
  if (taken === undefined || sent.id !== credentialId) return undefined
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== userId) return undefined
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: sent as never,
      expectedChallenge: taken,
      expectedOrigin: origin(config),
      expectedRPID: relyingParty(config),
      credential: { id: credentialId, publicKey: new Uint8Array(fromBase64url(publicKey)), counter },
      requireUserVerification: true,
    })
    if (!verified) return undefined
    const { newCounter, credentialBackedUp } = authenticationInfo
    return { challengeHash: challengeDigest(taken), counter: newCounter, backedUp: credentialBackedUp }
  } catch {
    return undefined // also where the counter went back: somebody else has a copy of the key (§6.1.1)
  }
}

/** A browser that was asked for no attestation passes none on (§5.1.3): what has one all the same is nothing we can judge. */
function isUnattested({ response }: RegistrationResponse): boolean {
  // `fmt` and `none` as CBOR texts: the map's key and its value.
  return Buffer.from(response.attestationObject, 'base64url').includes('cfmtdnone')
}

function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as {
      readonly challenge?: unknown
    }
    return typeof challenge === 'string' && challenge.length <= 128 ? challenge : undefined
  } catch {
    return undefined
  }
}
