/**
 * A bucket on this machine, in s3rver: it lists as S3 does, but heeds neither signatures of version 4, nor If-None-Match, nor locks. What
 * is sent is therefore looked at on the way: who did not sign it with the secret is refused, all of it is taken down, and answers may be
 * put in its place.
 */
import crypto from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSignedBy } from './sigv4.ts'

interface S3rver {
  run(): Promise<AddressInfo>
  close(): Promise<void>
}

const { createCipheriv, createDecipheriv } = crypto

/** It makes its tokens of pages with DES, which today's OpenSSL only has as three in a row; with one key three times that is the same. */
function withDes(): void {
  const thrice =
    <T>(make: (name: string, key: Uint8Array, iv: Uint8Array) => T) =>
    (name: string, key: Uint8Array, iv: Uint8Array) =>
      name === 'des' ? make('des-ede3-cbc', Buffer.concat([key, key, key]), iv) : make(name, key, iv)
  Object.assign(crypto, {
    createCipheriv: thrice(createCipheriv as never),
    createDecipheriv: thrice(createDecipheriv as never),
  })
}

export interface Seen {
  readonly method: string
  readonly target: string
  readonly headers: IncomingMessage['headers']
}

export interface Instead {
  readonly status: number
  readonly body?: string
}

export async function openBucket() {
  withDes()
  const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver
  const directory = mkdtempSync(join(tmpdir(), 'bucket-'))
  const server = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory, vhostBuckets: false },
    configureBuckets: [{ name: 'anchors' }],
  })
  const { port } = await server.run()
  const seen: Seen[] = []
  const answers: { instead: (asked: Seen) => Instead | undefined } = { instead: () => undefined }
  const proxy = createServer((incoming, outgoing) => {
    const { method = '', url: target = '', headers } = incoming
    const asked = { method, target, headers }
    seen.push(asked)
    const instead = answers.instead(asked) ?? (isSignedBy('S3RVER', asked) ? undefined : { status: 403 })
    if (instead) {
      incoming.resume()
      outgoing.writeHead(instead.status).end(instead.body)
      return
    }
    const passed = request({ host: '127.0.0.1', port, method, path: target, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    /** Of the proxy. */
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/anchors`,
    key: { keyId: 'S3RVER', secret: 'S3RVER', region: 'us-east-1' },
    seen,
    answers,
    async close() {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
      await server.close()
      Object.assign(crypto, { createCipheriv, createDecipheriv })
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
