/** The life of a process on Node or Bun: read settings, open, prepare, listen; when told to, finish and leave. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from '../app.ts'
import { sealer } from '../audit/seal/round.ts'
import { nightly } from '../audit/verify/nightly.ts'
import type { ProblemCode } from '../core/errors.ts'
import type { Ports } from '../ports/index.ts'
import { clientAddress } from './client-address.ts'
import { describeFaults, readEnvironment } from './environment.ts'
import { allRounds, pauseMs, sealingPauseMs, verifyFirstMs, verifyPauseMs } from './jobs.ts'
import { lines } from './lines.ts'
import { open } from './open.ts'
import { prepare } from './prepare.ts'
import { sentenceOf } from './sentences.ts'
import { unpackSnapshot } from './snapshot.ts'
import { snapshots } from './snapshots.ts'
import { located, welcome } from './welcome.ts'

/** `unreadable`: there was no request; this is what was wrong with what came in its place. */
export type Answer = (
  request: Request,
  socketAddress: string,
  unreadable?: ProblemCode,
) => Response | Promise<Response>

export interface Server {
  readonly port: number
  /**
   * Takes no more connections, and resolves when the last request was answered and nobody can send another.
   * `sayLast`: from then on each answer tells its client that it was the last one of its connection.
   */
  close(sayLast: () => void): Promise<void>
}

/** Throws an error with code EADDRINUSE where the port is taken. */
export type Listen = (
  answer: Answer,
  where: { readonly host: string; readonly port: number },
) => Promise<Server>

const finishWithinMs = 25_000

export async function main(listen: Listen): Promise<void> {
  let leave = async () => {}
  onSignal(() => leave())
  const read = readEnvironment()
  if ('faults' in read) return fail(describeFaults(read.faults), 2)
  const { config, notes } = read
  const say = lines(process.stdout)
  try {
    const house = await open(config, say, unpackSnapshot)
    await prepare(house, config)
    let answer: Answer = () => new Response(null, { status: 503 })
    const server = await listen((...asked) => answer(...asked), config)
    const ports = { ...house.ports, config: located(house.ports.config, server.port) }
    const app = answering(ports)
    answer = app.answer
    welcome(ports, notes, say)
    const sealing = house.sealing && sealer(ports, house.sealing)
    const jobs = [
      ...allRounds(ports).map((round) => workOff(ports, round, pauseMs)),
      ...(sealing ? [workOff(ports, sealing.round, sealingPauseMs)] : []),
      ...(house.sealing ? [workOff(ports, nightly(ports, house.sealing), verifyPauseMs, verifyFirstMs)] : []),
    ]

    const backups = await snapshots({ ...house, ports })

    leave = async () => {
      // Not ready first, and only then shut: whoever sends us requests has time to notice.
      house.stop()
      for (const job of jobs) job.stop()
      await sleep(config.drainSeconds * 1000)
      await server.close(app.sayLast)
      await Promise.all([...jobs.map((job) => job.finished()), app.settled()])
      await backups?.stop()
      await sealing?.stop().catch(() => {})
      await house.close()
    }
  } catch (error) {
    fail(`holdfast cannot start: ${sentenceOf(error, config)}\n`, 1)
  }
}

/** The first signal asks the process to finish, within its time; the second ends it. */
function onSignal(leave: () => Promise<void>) {
  let told = false
  const hear = () => {
    if (told) process.exit(1)
    told = true
    setTimeout(() => process.exit(1), finishWithinMs)
    leave().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', hear)
  process.on('SIGINT', hear)
}

function answering(ports: Ports) {
  const app = createApp(ports)
  const { trustedProxies } = ports.config
  let last = false
  const pending = new Set<Promise<unknown>>()
  const context = {
    waitUntil(task: Promise<unknown>) {
      pending.add(task)
      void task.finally(() => pending.delete(task))
    },
    passThroughOnException() {},
    props: {},
  }
  const answer: Answer = async (request, socketAddress, unreadable) => {
    const address = clientAddress(socketAddress, request.headers.get('x-forwarded-for'), trustedProxies)
    const response = await app.fetch(request, { address, unreadable }, context as never)
    if (last) response.headers.set('connection', 'close')
    return response
  }
  return {
    answer,
    sayLast() {
      last = true
    },
    settled: () => Promise.allSettled(pending),
  }
}

/** Round after round, with a pause in between; a database that is away is met again the next time. */
function workOff(ports: Ports, round: (signal: AbortSignal) => Promise<unknown>, pause: number, first = 100) {
  const stop = new AbortController()
  let current: Promise<unknown> = Promise.resolve()
  const tick = () => {
    current = round(stop.signal)
      .catch(() => ports.modes.degraded('jobs-waiting'))
      .finally(() => {
        if (!stop.signal.aborted) timer = setTimeout(tick, pause * (0.75 + Math.random() / 2))
      })
  }
  let timer = setTimeout(tick, first)
  return {
    stop() {
      stop.abort()
      clearTimeout(timer)
    },
    finished: () => current,
  }
}

function fail(text: string, code: number) {
  process.stderr.write(text)
  process.exit(code)
}
