/** The one list: everything that can be asked. The pipeline, the documentation and the tests are made from it. */
import { auditEndpoints } from './audit/endpoints.ts'
import { treeEndpoints } from './audit/tree-endpoints.ts'
import { accountEndpoints } from './auth/endpoints/account.ts'
import { apiKeyEndpoints } from './auth/endpoints/api-keys.ts'
import { authEndpoints } from './auth/endpoints.ts'
import { entityEndpoints } from './business/endpoints.ts'
import { consoleEndpoints } from './console/endpoints.ts'
import type { Config } from './core/config.ts'
import { coverage } from './coverage.ts'
import { entities } from './entities/index.ts'
import { mailingEndpoints } from './mailing/endpoints.ts'
import { ownData } from './own-data.ts'
import { paymentEndpoints } from './payments/endpoints.ts'
import type { Endpoint } from './ports/endpoint.ts'
import { healthEndpoints } from './watch/health.ts'
import { securityTxt } from './watch/security-txt.ts'
import { webhookEndpoints } from './webhooks/endpoints.ts'
import { webhookEndpoints as webhookEntity } from './webhooks/webhook-endpoints.ts'

/** What a program can be let into: the scopes of an API key. */
const areas = [...entities, webhookEntity].map(({ name }) => name)

export function endpointsOf(config: Config): readonly Endpoint[] {
  const api = [
    ...authEndpoints,
    ...apiKeyEndpoints(areas),
    ...accountEndpoints(ownData),
    ...entities.flatMap(entityEndpoints),
    ...webhookEndpoints,
    ...paymentEndpoints,
    ...mailingEndpoints,
    ...auditEndpoints,
    ...treeEndpoints,
    ...healthEndpoints(coverage),
    securityTxt,
  ]
  return [...api, ...consoleEndpoints(api, config, { entities: areas, ownData })]
}
