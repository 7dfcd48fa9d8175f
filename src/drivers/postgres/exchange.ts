/** Hands a batch to a `pg` client, as pg-cursor hands over its own queries, and waits for the server's answer. */
import { Buffer } from 'node:buffer'
import type { Client, Connection, Submittable } from 'pg'
import { serialize } from 'pg-protocol'
import type { Batch, Wire } from './batch.ts'
import { unreachable } from './failure.ts'
import type { Field } from './rows.ts'

/** Resolves when the batch has its results or its first error; the batch knows which. */
export function exchange(client: Client, batch: Batch): Promise<void> {
  return new Promise((resolve) => {
    let sent = false
    const answers: Submittable & Answers = {
      submit(connection) {
        sent = true
        return write(connection, batch)
      },
      handleRowDescription: ({ fields }) => batch.rowDescription(fields),
      handleDataRow: ({ fields }) => batch.dataRow(fields),
      handleCommandComplete: ({ text }) => batch.complete(text),
      handleEmptyQuery: () => batch.complete(undefined),
      handleError(error) {
        batch.failed(sent ? error : unreachable(error)) // a connection that died before its turn
        resolve()
      },
      handleReadyForQuery: () => resolve(),
    }
    client.query(answers)
  })
}

/** What `pg` calls on the query at hand. */
interface Answers {
  handleRowDescription(message: { fields: readonly Field[] }): void
  handleDataRow(message: { fields: readonly (string | null)[] }): void
  handleCommandComplete(message: { text: string }): void
  handleEmptyQuery(): void
  handleError(error: unknown): void
  handleReadyForQuery(): void
}

/** One packet, not one for each message; a batch that cannot be spelled sends none of it. */
function write({ stream }: Connection, batch: Batch): Error | undefined {
  const messages: Buffer[] = []
  const wire: Wire = {
    parse: (message) => void messages.push(serialize.parse(message)),
    bind: (message) => void messages.push(serialize.bind(message)),
    describe: (message) => void messages.push(serialize.describe(message)),
    execute: (message) => void messages.push(serialize.execute(message)),
    close: (message) => void messages.push(serialize.close(message)),
    sync: () => void messages.push(serialize.sync()),
  }
  try {
    batch.send(wire)
  } catch (error) {
    return error as Error
  }
  stream.write(Buffer.concat(messages))
  return undefined
}
