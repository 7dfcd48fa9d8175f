/** What every client asked and heard, what was broken meanwhile, and what the answers promised: the one account that the checkers go by. */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Acknowledged } from '../test/fire/ledger.ts'
import type { Far } from './world/world.ts'

/** One request. Moments are milliseconds since the run began. */
export interface Exchange {
  readonly client: string
  readonly at: number
  readonly took: number
  readonly method: string
  readonly path: string
  readonly key?: string | undefined
  /** A status, or what became of it instead. */
  readonly got: number | string
  readonly requestId?: string | undefined
  readonly replayed?: true | undefined
}

export interface Broken {
  readonly faults: readonly string[]
  readonly touched: readonly Far[]
  readonly from: number
  /** Requests that were not answered, or with a failure, until it served again. */
  hurt: number
  /** When it was whole again; undefined while it is not. */
  healed?: number
  /** Until it served as before, from then on. */
  recoveredMs?: number
}

/** A change of a row that was answered with its new version. */
export interface Changed {
  readonly id: string
  readonly version: number
  readonly verb: 'PATCH' | 'issue' | 'pay' | 'void'
}

export interface Finding {
  readonly checker: string
  readonly what: string
}

export type History = ReturnType<typeof openHistory>

/** `folder` is where it is written down, request by request. */
export function openHistory(folder: string) {
  const begun = performance.now()
  const file = createWriteStream(join(folder, 'requests.jsonl'))
  const creates: Acknowledged[] = []
  const changes: Changed[] = []
  const broken: Broken[] = []
  const findings: Finding[] = []
  /** Marks of writes of which nobody knows whether they took effect. */
  const unknown: string[] = []
  const counts = {
    ...{ asked: 0, repeated: 0, replayed: 0, lost: 0, slowestMs: 0 },
    /** Sessions that were ended; uses that began after that was answered; those of them that were let in. */
    ...{ revocations: 0, usesAfter: 0, acceptedLate: 0 },
    /** Requests to somebody's server, and events that still wait for theirs. */
    ...{ told: 0, waiting: 0 },
  }

  return {
    now: () => performance.now() - begun,
    creates: creates as readonly Acknowledged[],
    changes: changes as readonly Changed[],
    broken: broken as readonly Broken[],
    findings: findings as readonly Finding[],
    unknown,
    counts,
    /** Rows of which somebody is to be told, and those of which somebody was. */
    toTell: new Set<string>(),
    told: new Set<string>(),
    acknowledged: () => creates.length + changes.length,
    heard(exchange: Exchange) {
      counts.asked++
      if (typeof exchange.got === 'string') counts.lost++
      else if (exchange.took > counts.slowestMs) counts.slowestMs = exchange.took
      const last = broken.at(-1)
      const failed = typeof exchange.got === 'string' || exchange.got >= 500
      if (failed && last && last.recoveredMs === undefined) last.hurt++
      file.write(`${JSON.stringify(exchange)}\n`)
    },
    made: (one: Acknowledged) => void creates.push(one),
    changed: (one: Changed) => void changes.push(one),
    breaks(one: Broken): Broken {
      broken.push(one)
      return one
    },
    finds(checker: string, what: string) {
      findings.push({ checker, what })
    },
    /** Was any of these broken, or not yet recovered, at some moment between the two? */
    wasBroken: (fars: readonly Far[], from: number, to: number) =>
      broken.some(
        ({ touched, from: begin, healed, recoveredMs = Number.POSITIVE_INFINITY }) =>
          touched.some((far) => fars.includes(far)) && begin <= to && (healed ?? begin) + recoveredMs >= from,
      ),
    close: () => new Promise<void>((resolve) => file.end(resolve)),
  }
}
