/**
 * What does sealing cost those who write, and how soon and how fast is it done? Audited writes with a sealer beside them and without, by
 * turns: the ratio is the result. The sealer is a process of its own, as in production; it has caught up before it is measured beside
 * the writes, so that each round has its own records to seal and no other's.
 */
import { prepare } from './client.ts'
import type { Options, Part } from './compare.ts'
import { type BenchDatabase, benchDatabase } from './database.ts'
import { dataDir, environment, keysFor } from './environment.ts'
import { measure, median, type Target } from './load.ts'
import { onNode, start, startSilent } from './process.ts'
import { type SealedLog, type Span, sealedLog } from './sealed-log.ts'
import { treeSpeed } from './tree.ts'

const connections = 16
const backlog = 100_000
const treeRecords = 50_000
/** A record holds what the caller calls itself: what most do. */
const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'

interface Round {
  readonly sealed: number
  readonly unsealed: number
  /** What was written beside the sealer. */
  readonly span: Span
}

export async function sealing(options: Options): Promise<Part> {
  const database = await benchDatabase(options.postgres)
  const log = await sealedLog(database.ownerUrl)
  const sealer = sealerOf(database)
  try {
    const rounds = await beside(database, log, sealer, options)
    sealer.start()
    await log.settled()
    const windows = await log.windows(rounds.map(({ span }) => span))
    const weight = await log.weight()
    await sealer.stop()
    const perSecond = await backlogSpeed(log, sealer)
    options.tell(`a backlog of ${backlog} records: ${perSecond.toFixed(0)}/s`)
    const tree = treeSpeed(await log.records(treeRecords))
    const figures = {
      writes: summary(rounds),
      windows,
      weight,
      backlog: { records: backlog, perSecond },
      tree,
    }
    return { figures, lines: table(figures) }
  } finally {
    await sealer.stop()
    await log.close()
    await database.drop()
  }
}

interface Sealer {
  start(): void
  stop(): Promise<void>
}

function sealerOf({ sealerUrl }: BenchDatabase): Sealer {
  const env = {
    MODE: 'development',
    DATA_DIR: dataDir(),
    DATABASE_URL: sealerUrl,
    REDIS_URL: '',
    KEYS: keysFor(['audit']),
  }
  let running: ReturnType<typeof startSilent> | undefined
  return {
    start() {
      running ??= startSilent(['node', 'dist/holdfast.js', 'audit', 'seal'], env)
    },
    async stop() {
      await running?.stop()
      running = undefined
    },
  }
}

async function beside(
  database: BenchDatabase,
  log: SealedLog,
  sealer: Sealer,
  { seconds, rounds, redis, tell }: Options,
): Promise<readonly Round[]> {
  const server = await start(
    onNode,
    { ...environment(database.appUrl, redis), MIGRATION_DATABASE_URL: database.ownerUrl },
    '/readyz',
  )
  try {
    const { token } = await prepare(server.url)
    const write: Target = {
      name: 'audited write',
      url: `${server.url}/v1/customers`,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'user-agent': browser,
      },
      body: JSON.stringify({ name: 'Bench' }),
      expected: 201,
    }
    const unsealed = async () => {
      await sealer.stop()
      return (await measure(write, connections, seconds)).perSecond
    }
    const sealed = async () => {
      sealer.start()
      await log.settled()
      const after = await log.newest()
      const { perSecond } = await measure(write, connections, seconds)
      const span = [after, await log.newest()] as const
      // Who is stopped at once leaves records behind, which would wait for the next round.
      await log.settled()
      return { perSecond, span }
    }
    await unsealed()
    const done: Round[] = []
    for (let round = 1; round <= rounds; round++) {
      // Who goes first alternates, as everywhere here.
      const before = round % 2 ? undefined : await unsealed()
      const { perSecond, span } = await sealed()
      const one = { sealed: perSecond, unsealed: before ?? (await unsealed()), span }
      done.push(one)
      tell(`audited writes beside a sealer, round ${round} of ${rounds}: ${ratioOf(one).toFixed(2)}`)
    }
    return done
  } finally {
    await server.stop()
  }
}

/** One sealer by itself, on records that nobody adds to. */
async function backlogSpeed(log: SealedLog, sealer: Sealer): Promise<number> {
  const { sealed } = await log.counted()
  await log.fill(backlog)
  sealer.start()
  await log.settled()
  await sealer.stop()
  return log.speedBehind(sealed)
}

const ratioOf = ({ sealed, unsealed }: Pick<Round, 'sealed' | 'unsealed'>) => sealed / unsealed

function summary(rounds: readonly Round[]) {
  const ratios = rounds.map(ratioOf)
  return {
    connections,
    sealed: median(rounds.map((round) => round.sealed)),
    unsealed: median(rounds.map((round) => round.unsealed)),
    ...{ ratio: median(ratios), ratioMin: Math.min(...ratios), ratioMax: Math.max(...ratios) },
  }
}

interface Figures {
  readonly writes: ReturnType<typeof summary>
  readonly windows: Awaited<ReturnType<SealedLog['windows']>>
  readonly weight: Awaited<ReturnType<SealedLog['weight']>>
  readonly backlog: { readonly records: number; readonly perSecond: number }
  readonly tree: ReturnType<typeof treeSpeed>
}

function table({ writes, windows, weight, backlog, tree }: Figures): readonly string[] {
  const { ratio, ratioMin, ratioMax, sealed, unsealed } = writes
  const whole = (value: number) => value.toFixed(0)
  const each = (value: number) => value.toFixed(value < 10 ? 1 : 0)
  return [
    `writes beside a sealer   ${ratio.toFixed(2)} (${ratioMin.toFixed(2)}–${ratioMax.toFixed(2)}) of those without: ${whole(sealed)}/s to ${whole(unsealed)}/s, ${connections} connections (target 0.95)`,
    `unsealed for             p50 ${windows.p50.toFixed(1)} s, p99 ${windows.p99.toFixed(1)} s, at most ${windows.max.toFixed(1)} s, of ${windows.records} records (target p99 10 s)`,
    `a backlog is sealed      ${whole(backlog.perSecond)}/s, of ${backlog.records} (target 5000)`,
    `tree of a verification   ${whole(tree.perProcessorSecond)}/s of a processor, ${whole(tree.perSecond)}/s by the clock (target 150000)`,
    `bytes a record           log ${each(weight.log)}, leaves ${each(weight.leaves)}, tiles ${each(weight.tiles)}, checkpoints ${each(weight.checkpoints)}, of ${weight.records}`,
  ]
}
