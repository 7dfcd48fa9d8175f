/** A TCP proxy that can be told to be away: nobody there, or somebody who says nothing more. */
import { type Ends, type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts'

export type Line = 'up' | 'down' | 'stalled'

export interface SwitchedProxy extends TcpProxy {
  turn(line: Line): void
}

export async function switchedProxy(target: string): Promise<SwitchedProxy> {
  let line: Line = 'up'
  const open = new Set<Ends>()
  const proxy = await tcpProxy(target, (ends) => {
    if (line === 'down') return ends.end()
    open.add(ends)
    const { client, upstream } = ends
    client.on('close', () => open.delete(ends))
    client.on('data', (bytes) => line === 'up' && upstream.write(bytes))
    upstream.on('data', (bytes) => line === 'up' && client.write(bytes))
  })
  return {
    ...proxy,
    turn(asked) {
      line = asked
      // What was lost on the way is not made up for: whoever stalled begins anew.
      if (asked !== 'stalled') for (const ends of open) ends.end()
    },
  }
}
