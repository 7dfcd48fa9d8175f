/** Hands a batch to a `pg` client, as pg-cursor hands over its own queries, and waits for the server's answer. */
import type { Client, Connection, Submittable } from 'pg'
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

function write(connection: Connection, batch: Batch): Error | undefined {
  const { stream } = connection
  stream.cork() // one packet, not one for each message
  try {
    batch.send(connection as unknown as Wire)
    return undefined
  } catch (error) {
    stream.destroy() // half a batch must never be followed by another one
    return error as Error
  } finally {
    stream.uncork()
  }
}
