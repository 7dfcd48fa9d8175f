/** What can be asked of the Auth Service. */
import type { Endpoint } from '../ports/endpoint.ts'
import { accessTokenEndpoints } from './endpoints/access-tokens.ts'
import { profileEndpoints } from './endpoints/me.ts'
import { registrationEndpoints } from './endpoints/registration.ts'
import { sessionEndpoints } from './endpoints/sessions.ts'

export const authEndpoints: readonly Endpoint[] = [
  ...registrationEndpoints,
  ...sessionEndpoints,
  ...profileEndpoints,
  ...accessTokenEndpoints,
]
