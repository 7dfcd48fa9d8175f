/** What every connection is told when it starts, so that values read alike wherever the server stands. */

const settings = { TimeZone: 'UTC', DateStyle: 'ISO', IntervalStyle: 'postgres' } as const

/** The URL with the settings added to its `options`, and with a name for `pg_stat_activity`, unless it has one. */
export function withSession(url: string, applicationName: string): string {
  const parsed = new URL(url)
  const { searchParams } = parsed
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  searchParams.set('options', [searchParams.get('options'), ...options].filter(Boolean).join(' '))
  if (!searchParams.has('application_name')) searchParams.set('application_name', applicationName)
  // `URL` writes a space as `+`, which not every reader of connection strings takes for one.
  parsed.search = parsed.search.replaceAll('+', '%20')
  return parsed.href
}

/** The same as statements, for the one connection that an embedded database has. */
export const sessionScript = Object.entries(settings)
  .map(([name, value]) => `set ${name} = '${value}';`)
  .join(' ')
