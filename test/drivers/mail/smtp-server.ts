/** The least of an SMTP server: takes mails, keeps them as they came, and refuses on request. */
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface Received {
  readonly from: string
  readonly recipients: readonly string[]
  readonly raw: string
}

export interface SmtpServer {
  readonly port: number
  readonly received: readonly Received[]
  readonly connections: () => number
  close(): Promise<void>
}

export interface SmtpBehaviour {
  /** Answer to MAIL FROM. */
  readonly sender?: string
  /** Answer to RCPT TO. */
  readonly recipient?: string
  /** Answer to the message itself. */
  readonly message?: string
  /** Says nothing at all, not even hello. */
  readonly mute?: boolean
}

export async function openSmtpServer({
  sender = '250 ok',
  recipient = '250 ok',
  message = '250 taken',
  mute = false,
}: SmtpBehaviour = {}): Promise<SmtpServer> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let connections = 0

  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    if (mute) return
    let from = ''
    let recipients: string[] = []
    let data: string[] | undefined
    let rest = ''
    const say = (line: string) => socket.write(`${line}\r\n`)

    const hear = (line: string) => {
      if (data) {
        if (line !== '.') return void data.push(line.replace(/^\./, ''))
        if (message.startsWith('2')) received.push({ from, recipients, raw: data.join('\r\n') })
        data = undefined
        return say(message)
      }
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'EHLO') return say('250-stand-in\r\n250 8BITMIME')
      if (verb === 'MAIL') {
        from = line
        recipients = []
        return say(sender)
      }
      if (verb === 'RCPT') {
        if (recipient.startsWith('2')) recipients.push(/<(.*)>/.exec(line)?.[1] ?? line)
        return say(recipient)
      }
      if (verb === 'DATA') {
        data = []
        return say('354 go on')
      }
      if (verb === 'QUIT') return socket.end('221 bye\r\n')
      return say('250 ok')
    }
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
    say('220 stand-in')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** The parts of a multipart/alternative message, decoded. */
export function readMail(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = headersOf(head)
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const parts = rest
    .join('\r\n\r\n')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [partHead = '', ...body] = part.replace(/^\r\n/, '').split('\r\n\r\n')
      const partHeaders = headersOf(partHead)
      return decoded(body.join('\r\n\r\n').replace(/\r\n$/, ''), partHeaders['content-transfer-encoding'])
    })
  return { headers, text: parts[0] ?? '', html: parts[1] ?? '' }
}

function headersOf(head: string): Record<string, string> {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      words(line.slice(line.indexOf(':') + 1).trim()),
    ]),
  )
}

const words = (value: string) =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString()
        : decoded(text.replaceAll('_', ' '), 'quoted-printable'),
    )

function decoded(text: string, encoding = '7bit') {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString().replaceAll('\r\n', '\n')
  if (encoding !== 'quoted-printable') return text.replaceAll('\r\n', '\n')
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n')
}
