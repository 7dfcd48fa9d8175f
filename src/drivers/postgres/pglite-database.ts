/** The port over an open PGlite: each call is one message to it, whole, and the next call waits for its end. */
import { type PGlite, protocol } from '@electric-sql/pglite'
import type { Database, Statement } from '../../ports/database.ts'
import {
  type Batch,
  batch,
  begin,
  commit,
  naming,
  type Parsed,
  type Results,
  rollback,
  type Wire,
} from './batch.ts'
import { cancelled, failure } from './failure.ts'
import { refuseLasting } from './guard.ts'
import type { Field } from './rows.ts'

export type Run = (statements: readonly Statement[], signal: AbortSignal | undefined) => Promise<Results>

export function pgliteDatabase(db: PGlite, close: () => Promise<void>): Database {
  const run = pgliteRun(db)
  let closing: Promise<void> | undefined
  return {
    async query(statement, { signal } = {}) {
      refuseLasting(statement)
      const [rows = []] = await run([statement], signal)
      return rows
    },
    async atomic(statements, { signal, isolation, readOnly, keep = true } = {}) {
      statements.forEach(refuseLasting)
      if (statements.length === 0) return []
      const results = await run([begin(isolation, readOnly), ...statements, keep ? commit : rollback], signal)
      return results.slice(1, -1)
    },
    async close() {
      closing ??= close()
      await closing
    },
  }
}

/** A running statement blocks the process and cannot be stopped; a waiting one is not begun once its signal has fired. */
export function pgliteRun(db: PGlite): Run {
  const parsed: Parsed = new Map()
  const name = naming()
  return async function run(statements, signal) {
    let started = false
    const work = db.runExclusive(async () => {
      if (signal?.aborted) throw cancelled(signal.reason)
      started = true
      const first = batch(statements, parsed, name)
      await ask(db, first)
      if (!first.stale()) return first.results()
      const second = batch(statements, parsed, name)
      await ask(db, second)
      return second.results()
    })
    try {
      return await whileWaiting(signal, () => started, work)
    } catch (error) {
      throw failure(error)
    }
  }
}

/** Sends the batch and hands it all the answers; never leaves a transaction behind. */
async function ask(db: PGlite, batch: Batch): Promise<void> {
  const wire = gathered()
  batch.send(wire)
  let status = 'I'
  for (const message of await db.execProtocolStream(wire.bytes(), { throwOnError: false })) {
    if (is<{ fields: Field[] }>(message, 'rowDescription')) batch.rowDescription(message.fields)
    else if (is<{ fields: (string | null)[] }>(message, 'dataRow')) batch.dataRow(message.fields)
    else if (is<{ text: string }>(message, 'commandComplete')) batch.complete(message.text)
    else if (message.name === 'emptyQuery') batch.complete(undefined)
    else if (message.name === 'error') batch.failed(message)
    else if (is<{ status: string }>(message, 'readyForQuery')) status = message.status
  }
  if (status !== 'I')
    await db.execProtocolStream(protocol.serialize.query('rollback'), { throwOnError: false })
}

function is<T>(message: { name: string }, name: string): message is T & { name: string } {
  return message.name === name
}

/** The messages of a batch as one piece. */
function gathered(): Wire & { bytes(): Uint8Array } {
  const pieces: Uint8Array[] = []
  const { serialize } = protocol
  return {
    parse: (message) => pieces.push(serialize.parse(message)),
    bind: (message) => pieces.push(serialize.bind(message)),
    describe: (message) => pieces.push(serialize.describe(message)),
    execute: (message) => pieces.push(serialize.execute(message)),
    close: (message) => pieces.push(serialize.close(message)),
    sync: () => pieces.push(serialize.sync()),
    bytes: () => Buffer.concat(pieces),
  }
}

/** A call that still waits for its turn ends with its signal; one that has begun ends with its result. */
function whileWaiting<T>(
  signal: AbortSignal | undefined,
  started: () => boolean,
  work: Promise<T>,
): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (!started()) reject(cancelled(signal.reason))
    }
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
