/** A TCP proxy that counts, and that can go deaf or cut the line. */
import { type TcpProxy, tcpProxy } from '../../support/tcp-proxy.ts'

export interface CountingProxy extends TcpProxy {
  /** What was said since the last look: `>` for each run of bytes to the server, `<` for each run back. */
  heard(): string
  /** From now on no answer reaches the client; its connections are cut when the server has answered. */
  loseAnswers(): void
  /** From now on everything passes again. */
  mend(): void
}

export async function openProxy(target: string): Promise<CountingProxy> {
  let spoken = ''
  let losing = false
  const proxy = await tcpProxy(target, ({ client, upstream }) => {
    client.on('data', (bytes) => {
      if (!spoken.endsWith('>')) spoken += '>'
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (losing) return client.destroy()
      if (!spoken.endsWith('<')) spoken += '<'
      client.write(bytes)
    })
  })
  return {
    ...proxy,
    heard() {
      const heard = spoken
      spoken = ''
      return heard
    },
    loseAnswers() {
      losing = true
    },
    mend() {
      losing = false
    },
  }
}
