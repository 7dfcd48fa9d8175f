/** From what a Worker is bound to, to its settings. Throws a sentence that names each that is wrong. */
import type { Config, Defaults } from '../core/config.ts'
import { type Environment, parseSettings } from '../core/settings.ts'

export function workerSettings(env: Environment, needs?: Defaults['needs']): Config {
  // Bindings that are no strings (queues, buckets) are none of our settings.
  const strings = Object.fromEntries(Object.entries(env).filter(([, value]) => typeof value === 'string'))
  const settings = parseSettings(strings, {
    mode: 'production',
    database: 'neon-http',
    ...(needs && { needs }),
  })
  if ('config' in settings) return settings.config
  throw new Error(settings.faults.map(({ name, wrong }) => `${name}: ${wrong}`).join(' '))
}
