/** From the settings to the providers, in their order. */
import type { ProviderConfig } from '../../core/config.ts'
import type { Provider } from '../../ports/provider.ts'
import { github } from './github.ts'
import { openid, type World } from './openid.ts'

export function providers(configs: readonly ProviderConfig[], world: World): readonly Provider[] {
  return configs.map((one) => (one.kind === 'openid' ? openid(one, world) : github(one, world)))
}
