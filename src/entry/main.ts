/** The life of a process on Node or Bun: read settings, open, migrate, check, listen; on SIGTERM finish and leave. */
import { createApp } from '../app.ts'
import { completeness } from '../audit/completeness.ts'
import type { Config } from '../core/config.ts'
import { coverage } from '../entities/coverage.ts'
import type { Ports } from '../ports/index.ts'
import { runJobs } from '../store/jobs.ts'
import { migrate } from '../store/migrator.ts'
import { clientAddress } from './client-address.ts'
import { describeFaults, readEnvironment } from './environment.ts'
import { jobHandlers } from './jobs.ts'
import { lines } from './lines.ts'
import { type Open, open } from './open.ts'
import { readSnapshot } from './snapshot.ts'

export type Answer = (request: Request, socketAddress: string) => Response | Promise<Response>

export interface Server {
  readonly port: number
  /** Takes no more connections and resolves when the last request was answered. */
  close(): Promise<void>
}

/** Throws an error with code EADDRINUSE where the port is taken. */
export type Listen = (
  answer: Answer,
  where: { readonly host: string; readonly port: number },
) => Promise<Server>

const finishWithinMs = 25_000

export async function main(listen: Listen): Promise<void> {
  const read = readEnvironment()
  if ('faults' in read) return fail(describeFaults(read.faults), 2)
  const { config, notes } = read
  const say = lines(process.stdout)
  try {
    const house = await open(config, say, readSnapshot)
    await prepare(house, config)
    const { answer, settled } = answering(house.ports)
    const server = await listen(answer, config)
    welcome(house.ports, server.port, notes, say)
    const jobs = workOff(house.ports)
    process.once('SIGTERM', () => void leave())
    process.once('SIGINT', () => void leave())

    async function leave() {
      process.once('SIGTERM', () => process.exit(1))
      process.once('SIGINT', () => process.exit(1))
      house.stop()
      jobs.stop()
      const timer = setTimeout(() => process.exit(1), finishWithinMs)
      await server.close()
      await Promise.all([jobs.finished(), settled()])
      await house.close()
      clearTimeout(timer)
      process.exit(0)
    }
  } catch (error) {
    fail(sentenceOf(error, config), 1)
  }
}

/** Embedded and development databases migrate themselves; elsewhere `holdfast migrate` has run before. */
async function prepare({ ports, script }: Open, config: Config) {
  if (script) await migrate(script)
  else if (config.mode === 'development' && config.database.driver === 'pg') {
    const { nodePostgresScript } = await import('../drivers/postgres/script.ts')
    const runner = await nodePostgresScript({ url: config.migrationDatabaseUrl ?? config.database.url })
    await migrate(runner).finally(() => runner.close())
  }
  const gaps = await completeness(ports.database, coverage, { session: config.mode === 'production' })
  if (gaps.length > 0)
    throw new Error(
      `the audit is not complete:\n${gaps.map((gap) => `  ${gap.table}: ${gap.problem}`).join('\n')}`,
    )
}

function answering(ports: Ports) {
  const app = createApp(ports)
  const pending = new Set<Promise<unknown>>()
  const context = {
    waitUntil(task: Promise<unknown>) {
      pending.add(task)
      void task.finally(() => pending.delete(task))
    },
    passThroughOnException() {},
    props: {},
  }
  const answer: Answer = (request, socketAddress) => {
    const address = clientAddress(
      socketAddress,
      request.headers.get('x-forwarded-for'),
      ports.config.trustedProxies,
    )
    return app.fetch(request, { address }, context as never)
  }
  return { answer, settled: () => Promise.allSettled(pending) }
}

/** The outbox, worked off every second; a database that is away is met again the next time. */
function workOff(ports: Ports) {
  const stop = new AbortController()
  let current: Promise<unknown> = Promise.resolve()
  const tick = () => {
    current = runJobs(ports, jobHandlers, { signal: stop.signal })
      .catch(() => ports.meter.count('jobs_unreachable_total'))
      .finally(() => {
        if (!stop.signal.aborted) timer = setTimeout(tick, 750 + Math.random() * 500)
      })
  }
  let timer = setTimeout(tick, 100)
  return {
    stop() {
      stop.abort()
      clearTimeout(timer)
    },
    finished: () => current,
  }
}

/** In development for a person; in production one line of the log, for what reads it. */
function welcome(
  { config, log }: Ports,
  port: number,
  notes: readonly string[],
  say: (line: string) => void,
) {
  const { database, redis, mode } = config
  const url = config.port === port ? config.baseUrl : `http://${config.host}:${port}`
  if (mode === 'production')
    return log.write({
      level: 'info',
      action: 'process.started',
      detail: `${url} ${database.driver} ${redis.driver}`,
    })
  for (const note of notes) say(note)
  say(`holdfast listens on ${url} (${mode}, ${database.driver}, ${redis.driver})`)
  say(`  documentation  ${url}/docs`)
  say(`  mails          ${url}/dev/mail`)
  const first = database.driver === 'pglite' ? 'stop this process (Ctrl-C), then: ' : ''
  say(`  first admin    ${first}npm run holdfast -- admin create --email you@example.com`)
}

function sentenceOf(error: unknown, { host, port }: Config) {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `holdfast cannot start: ${host}:${port} is taken. Choose another with PORT=8081.\n`
  if (code === 'EACCES')
    return `holdfast cannot start: this user may not listen on ${host}:${port}. Choose a PORT above 1023.\n`
  return `holdfast cannot start: ${message}\n`
}

function fail(text: string, code: number) {
  process.stderr.write(text)
  process.exit(code)
}
