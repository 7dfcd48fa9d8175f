/** What each problem means and what to do about it. A code without its text does not compile. */
import type { ProblemCode } from '../core/errors.ts'

export interface ProblemText {
  readonly means: string
  /** One step each, in the order in which they help. */
  readonly todo: readonly string[]
  /** May the same request succeed if it is simply sent again? */
  readonly retry: 'yes' | 'no' | 'after a change'
}

export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  malformed: {
    means:
      'The request could not be read at all: the body is not JSON, repeats a key or nests more than 32 levels deep, or a header has a form it cannot have.',
    todo: ['Send the body as JSON in UTF-8, every key once.', 'Check the header that `detail` names.'],
    retry: 'after a change',
  },
  'ambiguous-credentials': {
    means:
      'The request carried a session cookie and an `Authorization` header. We do not guess which of them you mean.',
    todo: ['Send one of the two: pages use the cookie, programs use the header.'],
    retry: 'after a change',
  },
  'invalid-cursor': {
    means:
      'The cursor was made for another list, another filter or another order, or it was changed on its way.',
    todo: [
      'Take cursors from `page.nextCursor` as they are.',
      'After changing a filter or the order, begin again without a cursor.',
    ],
    retry: 'after a change',
  },
  unauthenticated: {
    means:
      'The call needs a valid credential, and none was sent, or the one that was sent is wrong, expired or revoked. Which of these is deliberately not said.',
    todo: [
      'Log in and send `Authorization: Bearer <token>`.',
      'If it worked before, the session has ended: log in again.',
    ],
    retry: 'after a change',
  },
  forbidden: {
    means: 'We know who you are, and your role does not include this.',
    todo: ['Ask an administrator for the permission that the reference names beside the call.'],
    retry: 'no',
  },
  csrf: {
    means:
      'A request that carries the session cookie and changes something must be shown to come from our own pages, and this one was not.',
    todo: [
      'Send the `csrfToken` of the login as `X-CSRF-Token`.',
      'Send the request from the same origin as the API.',
      'Programs that are no browser should use a bearer token, which needs none of this.',
    ],
    retry: 'after a change',
  },
  'mfa-required': {
    means: 'The password was right, and this account has a second factor.',
    todo: ['Send `challenge` and a factor from `methods` to `POST /v1/auth/login/second-factor`.'],
    retry: 'after a change',
  },
  'reauthentication-required': {
    means: 'The call is a sensitive one, and you last proved who you are more than ten minutes ago.',
    todo: ['Call `POST /v1/auth/reauthenticate`, then send the request again.'],
    retry: 'after a change',
  },
  'not-found': {
    means: 'There is nothing at this address, or nothing that you may see. The two look the same on purpose.',
    todo: ['Check the path and the id.', 'Check that you are signed in as the owner.'],
    retry: 'no',
  },
  'method-not-allowed': {
    means: 'The address exists, but not for this method.',
    todo: ['Use one of the methods in the `Allow` header.'],
    retry: 'no',
  },
  'request-timeout': {
    means: 'The request did not arrive whole within its time. Nothing was done.',
    todo: ['Send it again; if it is large, over a better connection.'],
    retry: 'yes',
  },
  conflict: {
    means:
      'The request is well-formed, but the present state does not allow it: an invoice that is already issued, a value that must be unique and is taken.',
    todo: ['Read the resource and decide anew.'],
    retry: 'after a change',
  },
  'in-progress': {
    means: 'An earlier request with the same `Idempotency-Key` is still being worked on.',
    todo: [
      'Wait as long as `Retry-After` says, then send the same request with the same key: you will get its answer.',
    ],
    retry: 'yes',
  },
  gone: {
    means:
      'This existed, has ended and does not come back: a link that was used, a resource that was erased.',
    todo: ['Ask for a new one, where there can be one.'],
    retry: 'no',
  },
  'precondition-failed': {
    means: 'Somebody changed the resource after you read it. Nothing was overwritten.',
    todo: [
      'Read it again: the current version is in this answer’s `ETag`.',
      'Apply your change to what you read and send it with the new `If-Match`.',
    ],
    retry: 'after a change',
  },
  'too-large': {
    means: 'The body is larger than 256 KiB.',
    todo: ['Send less, or split it into several requests.'],
    retry: 'after a change',
  },
  'unsupported-media-type': {
    means: 'The body has a `Content-Type` that is not taken here.',
    todo: [
      'Send `Content-Type: application/json` in UTF-8. `PATCH` also takes `application/merge-patch+json`.',
    ],
    retry: 'after a change',
  },
  validation: {
    means:
      'The request was read, and some of its values are not what they must be. `errors` lists all of them.',
    todo: [
      'Each entry’s `pointer` says where, `code` says what, and `detail` says it in a sentence.',
      'Names that are not known are refused, too: check the spelling.',
    ],
    retry: 'after a change',
  },
  'idempotency-mismatch': {
    means: 'This `Idempotency-Key` was used before, for a different request.',
    todo: ['Use a new key for each new intention, and the old one only to repeat the same request.'],
    retry: 'after a change',
  },
  'precondition-required': {
    means:
      'A change to something that exists must say which version it means to change, so that nobody’s work is overwritten unseen.',
    todo: ['Read the resource and send its `ETag` as `If-Match`.'],
    retry: 'after a change',
  },
  'rate-limited': {
    means:
      'More requests came than this address or credential may send in the time. `RateLimit-Policy` names the limit.',
    todo: [
      'Wait as long as `Retry-After` says.',
      'Watch `RateLimit`: its `r` is what is left, its `t` the seconds until it is whole again.',
    ],
    retry: 'yes',
  },
  internal: {
    means: 'We failed, and not because of what you sent. The failure is in our log under the request id.',
    todo: [
      'Send the request again, a write with the same `Idempotency-Key`.',
      'If it stays, tell us the `X-Request-Id`.',
    ],
    retry: 'yes',
  },
  unavailable: {
    means:
      'Something that we need cannot be reached right now, or there is more to do than can be done well. Nothing is half-done.',
    todo: [
      'Wait as long as `Retry-After` says, then send it again, a write with the same `Idempotency-Key`.',
    ],
    retry: 'yes',
  },
}
