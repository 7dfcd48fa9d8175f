/**
 * A steady rate of requests, whatever becomes of the ones before (an open loop): how long each took, counted from when it was due, so that a server that makes its callers wait does not hide it. Bare sockets, for the measuring must cost little.
 */
import { connect, type Socket } from 'node:net'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Steady {
  readonly url: string
  /** By turns. */
  readonly requests: readonly Asked[]
  readonly perSecond: number
  readonly seconds: number
  readonly connections: number
}

export interface Answered {
  /** Milliseconds from the beginning to when it was due. */
  readonly dueMs: number
  readonly tookMs: number
  /** How long a line took to be free for it. */
  readonly heldMs: number
  /** 0: the connection was lost. */
  readonly status: number
  /** Was it said when to come back? */
  readonly retryAfter: boolean
}

/** Resolves when all of them were answered, or five seconds after the last was due. */
export async function steady(asked: Steady): Promise<readonly Answered[]> {
  const { url, perSecond, seconds, connections } = asked
  const requests = asked.requests.map((one) => Buffer.from(textOf(url, one)))
  let turn = 0
  const next = () => requests[turn++ % requests.length] as Buffer
  const answers: Answered[] = []
  const began = performance.now()
  const idle: Line[] = []
  const waiting: number[] = []
  const total = Math.round(perSecond * seconds)
  let due = 0

  const give = (line: Line) => {
    const late = waiting.shift()
    if (late === undefined) idle.push(line)
    else line.send(late, performance.now() - began - late)
  }
  const lines = Array.from({ length: connections }, () =>
    open(
      url,
      next,
      (dueMs, head, heldMs) => {
        const status = Number(head.slice(9, 12))
        const retryAfter = /\r\nretry-after: \d/i.test(head)
        answers.push({ dueMs, status, retryAfter, heldMs, tookMs: performance.now() - began - dueMs })
      },
      give,
    ),
  )
  await Promise.all(lines.map(({ opened }) => opened))

  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now() - began
      while (due < total && (due * 1000) / perSecond <= now) {
        const dueMs = (due++ * 1000) / perSecond
        const line = idle.pop()
        if (line) line.send(dueMs, 0)
        else waiting.push(dueMs)
      }
      if (answers.length < total && now < seconds * 1000 + 5_000) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  for (const line of lines) line.close()
  return answers
}

/** In milliseconds; NaN where nothing was answered. `of`: default, from when it was due. */
export function p99(answers: readonly Answered[], of = ({ tookMs }: Answered) => tookMs): number {
  const sorted = answers.map(of).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
}

type Line = ReturnType<typeof open>

function open(
  url: string,
  next: () => Buffer,
  answered: (dueMs: number, head: string, heldMs: number) => void,
  free: (line: Line) => void,
) {
  const { hostname, port } = new URL(url)
  let socket: Socket
  let due: number | undefined
  let heldMs = 0
  let text = ''
  let closed = false

  const line = {
    opened: begin(),
    send(dueMs: number, held: number) {
      due = dueMs
      heldMs = held
      socket.write(next())
    },
    close() {
      closed = true
      socket.destroy()
    },
  }
  return line

  function begin(): Promise<void> {
    text = ''
    socket = connect(Number(port), hostname).setNoDelay(true)
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      const head = headOfWhole(text)
      if (head === undefined) return
      text = ''
      end(head)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (closed) return
      void begin()
      end('')
    })
    return new Promise((resolve) =>
      socket.once('connect', () => {
        free(line)
        resolve()
      }),
    )
  }

  /** Nothing for a head: the connection was lost. */
  function end(head: string) {
    if (due === undefined) return
    answered(due, head, heldMs)
    due = undefined
    if (head) free(line)
  }
}

/** The head of an answer that has come as a whole. */
function headOfWhole(text: string): string | undefined {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0)
  return text.length >= head + 4 + length ? text.slice(0, head + 2) : undefined
}

function textOf(url: string, { method, path, headers, body = '' }: Asked): string {
  const all = { host: new URL(url).host, 'content-length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
