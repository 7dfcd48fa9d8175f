/** The bridge's settings, from an environment handed over as a record. */
import { z } from 'zod'
import { isLoopback } from '../src/core/address.ts'

const url = (scheme: RegExp, example: string) =>
  z.string().refine((text) => scheme.test(text) && URL.canParse(text), `must look like ${example}`)

const Fields = z
  .object({
    BRIDGE_HOST: z.string().default('127.0.0.1'),
    BRIDGE_PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a port, like 8787')
      .default('8787')
      .transform(Number)
      .refine((port) => port <= 65_535, 'must be a port, like 8787'),
    BRIDGE_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
    DATABASE_URL: url(/^postgres(ql)?:\/\//, 'postgres://app:secret@127.0.0.1:5432/holdfast').optional(),
    SEALER_DATABASE_URL: url(
      /^postgres(ql)?:\/\//,
      'postgres://sealer:secret@127.0.0.1:5432/holdfast',
    ).optional(),
    DATA_DIR: z.string().optional(),
    REDIS_URL: url(/^rediss?:\/\//, 'redis://127.0.0.1:6379').optional(),
  })
  .refine(({ BRIDGE_HOST, BRIDGE_TOKEN }) => isLoopback(BRIDGE_HOST) || BRIDGE_TOKEN, {
    path: ['BRIDGE_TOKEN'],
    message: 'is required when BRIDGE_HOST is not loopback; at least 16 characters',
  })

export interface BridgeSettings {
  readonly host: string
  readonly port: number
  readonly token: string | undefined
  readonly databaseUrl: string | undefined
  /** Where what the user `sealer` sends goes. */
  readonly sealerUrl: string | undefined
  readonly dataDir: string | undefined
  readonly redisUrl: string | undefined
}

/** The settings, or every fault as a line that names its variable. */
export function parseBridgeSettings(
  environment: Readonly<Record<string, string | undefined>>,
): BridgeSettings | { readonly faults: readonly string[] } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Fields.safeParse(given)
  if (!parsed.success)
    return { faults: parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`) }
  const { data } = parsed
  return {
    host: data.BRIDGE_HOST,
    port: data.BRIDGE_PORT,
    token: data.BRIDGE_TOKEN,
    databaseUrl: data.DATABASE_URL,
    sealerUrl: data.SEALER_DATABASE_URL,
    dataDir: data.DATA_DIR,
    redisUrl: data.REDIS_URL,
  }
}

/** What the edge build must be told to find this bridge. A token that was given is not printed: logs are kept. */
export function environmentLines(
  { databaseUrl, sealerUrl, token: given }: BridgeSettings,
  { url: address, token }: { readonly url: string; readonly token: string },
): string[] {
  const { username, pathname } = new URL(databaseUrl ?? 'postgres://postgres@localhost/postgres')
  const database = pathname.slice(1) || 'postgres'
  return [
    `DATABASE_URL=postgres://${username || 'postgres'}:${given ? '$BRIDGE_TOKEN' : token}@localhost/${database}`,
    ...(sealerUrl
      ? [`SEALER_DATABASE_URL=postgres://sealer:${given ? '$BRIDGE_TOKEN' : token}@localhost/${database}`]
      : []),
    `NEON_HTTP_URL=${address}/sql`,
    `UPSTASH_REDIS_REST_URL=${address}`,
    `UPSTASH_REDIS_REST_TOKEN=${given ? '$BRIDGE_TOKEN' : token}`,
  ]
}

export const help = `npm run bridge

Speaks Neon's SQL over HTTP and Upstash's Redis REST in front of an ordinary Postgres and Redis.

  BRIDGE_HOST    where to listen; default 127.0.0.1. Anything but loopback needs BRIDGE_TOKEN
  BRIDGE_PORT    default 8787
  BRIDGE_TOKEN   password of the connection string and bearer token, at least 16 characters;
                 on loopback a new one is made at every start
  DATABASE_URL   postgres://… ; its role is the one that every statement runs as.
                 Absent: an embedded database, in DATA_DIR, or in memory where that is absent too
  SEALER_DATABASE_URL   the same for statements of the user 'sealer', who seals the audit log; absent: as all others
  REDIS_URL      redis://… ; absent: memory

It takes no options but --help. It prints the settings that point the edge build at it. SIGTERM and Ctrl-C stop it
cleanly.

Exit codes: 0 stopped, 1 could not start, 2 wrong usage or settings.
`
