/**
 * What Node could not read as HTTP never becomes a request. It is answered all the same, and by the app: counted
 * against its sender, logged, and told as any other problem is.
 */
import { Buffer } from 'node:buffer'
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ProblemCode } from '../core/errors.ts'
import type { Answer } from './main.ts'

const lingerMs = 500

/** In place of a request that there is none of. */
export function answerUnreadable(answer: Answer, address: string, code: ProblemCode = 'malformed') {
  return answer(new Request('http://unreadable.invalid/-'), address, code)
}

export function turnAwayUnreadable(server: Server, answer: Answer): void {
  const told = new WeakSet<Socket>()

  async function turnAway(socket: Socket, code: ProblemCode) {
    // What comes after it, on the same connection, is no more readable.
    if (told.has(socket)) return
    told.add(socket)
    // Whoever hung up is told nothing.
    if (!socket.writable) return socket.destroy()
    const response = await answerUnreadable(answer, socket.remoteAddress ?? '0.0.0.0', code)
    const text = await textOf(response)
    if (!socket.writable || hasBegun(socket)) return socket.destroy()
    socket.end(text)
    // Closed at once, with something of its own still on the way, the sender would not see what he was told.
    setTimeout(() => socket.destroy(), lingerMs).unref()
  }

  server.on('clientError', (error, socket) => void turnAway(socket as Socket, codeOf(error)))
  server.on('connect', (_request: IncomingMessage, socket) => void turnAway(socket as Socket, 'malformed'))
  // Any expectation but 100-continue may be passed over (RFC 9110 §10.1.1).
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response))
}

function codeOf({ code = '' }: NodeJS.ErrnoException): ProblemCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout'
  return code.endsWith('_OVERFLOW') ? 'too-large' : 'malformed'
}

/** A second answer in the midst of a first would be taken for a part of it. Node's own check before its bare 400. */
function hasBegun(socket: Socket): boolean {
  const { _httpMessage: message } = socket as { _httpMessage?: { _headerSent?: boolean } | null }
  return message?._headerSent === true
}

async function textOf(response: Response): Promise<string> {
  const body = await response.text()
  const headers = [...response.headers, ['content-length', Buffer.byteLength(body)], ['connection', 'close']]
  const fields = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}\r\n${fields}\r\n${body}`
}
