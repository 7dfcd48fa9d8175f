/**
 * Texts of many statements, for migrations and administration. A text is one simple-protocol message: without
 * transaction control of its own it happens whole or not at all. What it leaves open is rolled back.
 */
import type { PGlite } from '@electric-sql/pglite'
import type { ScriptRunner } from '../../ports/script.ts'
import { failure } from './failure.ts'
import { pgliteRun } from './pglite-database.ts'
import { sessionScript } from './session.ts'
import { single } from './single.ts'

export interface NodePostgresScriptOptions {
  readonly url: string
  readonly connectTimeoutMs?: number
  /** What the server calls it where it lists its sessions; default `holdfast script`. */
  readonly name?: string
}

export async function nodePostgresScript(options: NodePostgresScriptOptions): Promise<ScriptRunner> {
  const { url, name = 'holdfast script', connectTimeoutMs = 5000 } = options
  const client = await single({ url, name, connectTimeoutMs })
  const send = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      throw failure(error)
    })

  return {
    async run(sqlText) {
      await send(client.query(sqlText)).catch(async (error: unknown) => {
        await client.query('rollback').catch(() => {})
        throw error
      })
      if (client.getTransactionStatus() === 'I') return
      await client.query('rollback')
      throw leftOpen()
    },
    async query({ text, params }) {
      const one = { text, values: [...params], queryMode: 'extended' }
      const { rows } = await send(client.query(one))
      return rows
    },
    async close() {
      await client.end()
    },
  }
}

/** On the one connection that everybody shares: what a script set for itself is unset behind it. */
export async function pgliteScript(db: PGlite): Promise<ScriptRunner> {
  const ask = pgliteRun(db)
  const tidy = () => db.exec(`reset session authorization; reset all; ${sessionScript}`)
  await tidy()
  return {
    async run(sqlText) {
      const error = await db.exec(sqlText).then(
        () => undefined,
        (cause: unknown) => failure(cause),
      )
      const open = db.isInTransaction()
      if (open) await db.exec('rollback')
      await tidy()
      if (error) throw error
      if (open) throw leftOpen()
    },
    async query(statement) {
      const [rows = []] = await ask([statement], undefined)
      return rows
    },
    async close() {},
  }
}

const leftOpen = () => new Error('The script left a transaction open; it was rolled back.')

/** Logs in, acts and logs out. */
export async function withScript<T>(url: string, act: (runner: ScriptRunner) => Promise<T>): Promise<T> {
  const runner = await nodePostgresScript({ url })
  return act(runner).finally(() => runner.close())
}
