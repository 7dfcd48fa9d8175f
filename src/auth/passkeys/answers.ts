/** What a browser sends of an authenticator's answer: its shape, and no more. */
import * as z from 'zod'

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
