/**
 * PGlite behind the socket interface that `pg` expects, so that the bridge has one way to talk to Postgres and not two.
 * Messages are gathered until the client waits for an answer (Sync, or a simple query) and handed over in one piece.
 */
import { Duplex } from 'node:stream'
import type { PGlite } from '@electric-sql/pglite'
import type { PostgresOptions } from './postgres.ts'

/** PGlite has one session: one connection, and one request at a time. */
export const overPglite = (db: PGlite): PostgresOptions => ({
  pool: {
    max: 1,
    idleTimeoutMillis: 0,
    user: 'postgres',
    database: 'postgres',
    stream: () => pgliteSocket(db) as never,
  },
  exclusive: (work) => db.runExclusive(work),
})

const sync = 'S'.charCodeAt(0)
const query = 'Q'.charCodeAt(0)
const terminate = 'X'.charCodeAt(0)

/** AuthenticationOk, ReadyForQuery (idle). */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

function pgliteSocket(db: PGlite): Duplex {
  let started = false
  let unread: Buffer = Buffer.alloc(0)
  let gathered: Buffer[] = []

  /** The next whole message, its type byte included; the first one of a connection has none. */
  function next(): Buffer | undefined {
    const head = started ? 1 : 0
    if (unread.length < head + 4) return undefined
    const end = head + unread.readInt32BE(head)
    if (unread.length < end) return undefined
    const message = unread.subarray(0, end)
    unread = unread.subarray(end)
    return message
  }

  async function receive(chunk: Buffer) {
    unread = Buffer.concat([unread, chunk])
    for (let message = next(); message; message = next()) {
      if (!started) {
        started = true
        socket.push(welcome)
        continue
      }
      if (message[0] === terminate) return void socket.push(null)
      gathered.push(message)
      if (message[0] !== sync && message[0] !== query) continue
      const whole = Buffer.concat(gathered)
      gathered = []
      socket.push(await db.execProtocolRaw(whole))
    }
  }

  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      receive(chunk).then(() => done(), done)
    },
  })
  return Object.assign(socket, {
    connect: () => void setImmediate(() => socket.emit('connect')),
    setNoDelay: () => socket,
    setKeepAlive: () => socket,
    ref: () => socket,
    unref: () => socket,
  })
}
