/** What a process says of itself once it listens. */
import type { Config } from '../core/config.ts'
import type { Ports } from '../ports/index.ts'

/** The same configuration with the port that was found where any free one was asked for. */
export function located(config: Config, port: number): Config {
  const baseUrl = new URL(config.baseUrl)
  if (baseUrl.port === '0') baseUrl.port = String(port)
  return { ...config, port, baseUrl: baseUrl.origin }
}

/** In development for a person; in production one line of the log, for what reads it. */
export function welcome(
  { config, log }: Pick<Ports, 'config' | 'log'>,
  notes: readonly string[],
  say: (line: string) => void,
): void {
  const { database, redis, mode, host, port, baseUrl } = config
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  if (mode === 'production') {
    const detail = `${url} ${database.driver} ${redis.driver}`
    log.write({ level: 'info', action: 'process.started', detail })
    return
  }
  for (const note of notes) say(note)
  say(`holdfast listens on ${url} (${mode}, ${database.driver}, ${redis.driver})`)
  say(`  documentation  ${url}/docs`)
  say(`  mails          ${url}/dev/mail`)
  if (baseUrl !== url) say(`  links lead to  ${baseUrl}`)
  const first = database.driver === 'pglite' ? 'stop this process (Ctrl-C), then: ' : ''
  say(`  first admin    ${first}npm run holdfast -- admin create --email you@example.com`)
}
