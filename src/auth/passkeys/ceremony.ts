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
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import { fromBase64url, sha256 } from '../../core/bytes.ts'
import type { Config } from '../../core/config.ts'
import type { AuthenticationResponse, RegistrationResponse } from './answers.ts'

export const ceremonySeconds = 300

type Place = Pick<Config, 'baseUrl'>

/** A key that is kept already, as a browser is told of it. */
export interface Known {
  readonly id: string
  /** As the browser told them: how the device can be reached. */
  readonly transports: readonly string[]
}

export interface PublicKey {
  readonly credentialId: string
  /** base64url of the COSE key. */
  readonly publicKey: string
  readonly counter: number
}

/** Why an answer is none; `counter`: somebody else has a copy of the key (§6.1.1). Facts for the log, never for the caller. */
export interface Refused {
  readonly refusal: 'response' | 'attestation' | 'key' | 'handle' | 'signature' | 'counter'
}

/** Ed25519, ES256 and RS256: COSE's numbers, the best first. */
const algorithms = [-8, -7, -257]

const relyingParty = ({ baseUrl }: Place) => new URL(baseUrl).hostname
const origin = ({ baseUrl }: Place) => new URL(baseUrl).origin

export function registrationOptions(
  config: Place,
  user: { readonly id: string; readonly email: string; readonly name: string | null },
  keys: readonly Known[],
) {
  return generateRegistrationOptions({
    rpName: 'Holdfast',
    rpID: relyingParty(config),
    userID: new Uint8Array(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: user.name ?? user.email,
    attestationType: 'none',
    excludeCredentials: keys as never,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
    timeout: ceremonySeconds * 1000,
  })
}

/** Without keys the authenticator itself knows whose it is: nothing tells which accounts there are. */
export function authenticationOptions(config: Place, keys: readonly Known[] = []) {
  return generateAuthenticationOptions({
    rpID: relyingParty(config),
    userVerification: 'required',
    ...(keys.length > 0 && { allowCredentials: keys as never }),
    timeout: ceremonySeconds * 1000,
  })
}

/** What a challenge is kept as. */
export const challengeDigest = (challenge: string) => sha256(`passkey ${challenge}`)

export interface Registered extends PublicKey {
  readonly challengeHash: string
  readonly backedUp: boolean
}

/** What was registered, or why nothing was. */
export async function registered(config: Place, sent: RegistrationResponse): Promise<Registered | Refused> {
  const taken = challengeIn(sent.response.clientDataJSON)
  if (taken === undefined) return { refusal: 'response' }
  try {
    if (!isUnattested(sent)) return { refusal: 'attestation' }
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: sent as never,
      expectedChallenge: taken,
      expectedOrigin: origin(config),
      expectedRPID: relyingParty(config),
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    if (!verified || registrationInfo.credential.id !== sent.id) return { refusal: 'response' }
    const { credential, credentialBackedUp } = registrationInfo
    return {
      challengeHash: challengeDigest(taken),
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      backedUp: credentialBackedUp,
    }
  } catch {
    return { refusal: 'response' }
  }
}

export interface Authenticated {
  readonly challengeHash: string
  readonly counter: number
  readonly backedUp: boolean
}

/** Whose key it is, and must the answer say so itself? Where nobody was asked for, it must (§7.2, step 6). */
export interface Asked {
  readonly userId: string
  readonly handle: 'required' | 'optional'
}

/** That the key was used, for us, by a person who was verified; or why it does not count. */
export async function authenticated(
  config: Place,
  sent: AuthenticationResponse,
  { credentialId, publicKey, counter }: PublicKey,
  { userId, handle }: Asked,
): Promise<Authenticated | Refused> {
  const taken = challengeIn(sent.response.clientDataJSON)
  if (taken === undefined || sent.id !== credentialId) return { refusal: 'response' }
  const { userHandle } = sent.response
  if (userHandle ? Buffer.from(userHandle, 'base64url').toString() !== userId : handle === 'required')
    return { refusal: 'handle' }
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: sent as never,
      expectedChallenge: taken,
      expectedOrigin: origin(config),
      expectedRPID: relyingParty(config),
      // The counter is judged below: only what was signed can tell of a copy.
      credential: { id: credentialId, publicKey: new Uint8Array(fromBase64url(publicKey)), counter: 0 },
      requireUserVerification: true,
    })
    if (!verified) return { refusal: 'signature' }
    const { newCounter, credentialBackedUp } = authenticationInfo
    if (newCounter <= counter && (newCounter > 0 || counter > 0)) return { refusal: 'counter' }
    return { challengeHash: challengeDigest(taken), counter: newCounter, backedUp: credentialBackedUp }
  } catch {
    return { refusal: 'response' }
  }
}

/**
 * A browser that was asked for no attestation passes none on (§5.1.3): what has one all the same is nothing we can judge, and
 * goes no further, to where certificates would be read. Decoded as the verification decodes it: the two cannot disagree.
 */
function isUnattested({ response }: RegistrationResponse): boolean {
  const bytes = new Uint8Array(fromBase64url(response.attestationObject))
  return decodeAttestationObject(bytes).get('fmt') === 'none'
}

/** None where the ceremony was another site's: our pages are in nobody's frame (§7.1, step 10). */
function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const text = Buffer.from(clientDataJSON, 'base64url').toString('utf8')
    const { challenge, crossOrigin, topOrigin } = JSON.parse(text) as Readonly<Record<string, unknown>>
    if ((crossOrigin ?? false) !== false || topOrigin !== undefined) return undefined
    return typeof challenge === 'string' && challenge.length <= 128 ? challenge : undefined
  } catch {
    return undefined
  }
}
