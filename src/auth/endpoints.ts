/** What can be asked of the Auth Service. */
import type { Endpoint } from '../ports/endpoint.ts'
import { accessTokenEndpoints } from './endpoints/access-tokens.ts'
import { identityEndpoints } from './endpoints/identities.ts'
import { profileEndpoints } from './endpoints/me.ts'
import { passkeyEndpoints } from './endpoints/passkeys.ts'
import { passwordEndpoints } from './endpoints/passwords.ts'
import { registrationEndpoints } from './endpoints/registration.ts'
import { secondFactorEndpoints } from './endpoints/second-factors.ts'
import { sessionEndpoints } from './endpoints/sessions.ts'
import { userEndpoints } from './endpoints/users.ts'

export const authEndpoints: readonly Endpoint[] = [
  ...registrationEndpoints,
  ...passwordEndpoints,
  ...sessionEndpoints,
  ...secondFactorEndpoints,
  ...passkeyEndpoints,
  ...profileEndpoints,
  ...identityEndpoints,
  ...accessTokenEndpoints,
  ...userEndpoints,
]
