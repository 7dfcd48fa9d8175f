/**
 * Asks the server to stop what a connection is doing. Closing the socket alone does not: a busy backend looks at its
 * client only when it has something to say. The request goes over a connection of its own (Postgres, 55.2.8).
 */
import { type Client, Connection } from 'pg'

const patienceMs = 2000

export function cancel(client: Client): void {
  const { host, port, ssl, processID, secretKey } = client as Client & Backend
  if (processID === null || secretKey === null) return
  const connection = new Connection({ ssl }) as unknown as Messenger
  const ask = () => connection.cancel(processID, secretKey)
  const giveUp = setTimeout(() => connection.stream.destroy(), patienceMs)
  connection.on('connect', () => (ssl ? connection.requestSsl() : ask()))
  connection.on('sslconnect', ask)
  connection.on('error', () => connection.stream.destroy())
  connection.on('end', () => clearTimeout(giveUp))
  if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`)
  else connection.connect(port, host)
}

/** What `pg` keeps of the server's BackendKeyData. */
interface Backend {
  readonly processID: number | null
  readonly secretKey: number | null
}

/** The part of `pg`'s Connection that its types leave out. */
interface Messenger {
  readonly stream: { destroy(): void }
  on(event: 'connect' | 'sslconnect' | 'error' | 'end', listener: () => void): void
  connect(portOrPath: number | string, host?: string): void
  requestSsl(): void
  cancel(processID: number, secretKey: number): void
}
