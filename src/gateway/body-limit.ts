/**
 * Body limit: how much may be sent? 256 KiB, counted as it arrives; a declared length is believed only to refuse.
 *
 * The body is read where it is validated, so that what is too large is also counted against its sender.
 */
import { Buffer } from 'node:buffer'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './context.ts'

export const maxBodyBytes = 256 * 1024

export const bodyLimit = () =>
  createMiddleware<AppEnv>(function bodyLimit(c, next) {
    c.set('readBody', () => {
      c.set('receiving', true)
      const body = () => read(c.req.raw, c.get('deadline').signal)
      return c
        .get('patiently')(body)
        .finally(() => c.set('receiving', false))
    })
    return next()
  })

async function read(request: Request, signal: AbortSignal): Promise<string> {
  const declared = request.headers.get('content-length')
  refuseDeclared(declared)
  // A declared length is kept by the runtime's parser, so the body can be taken whole: far cheaper than a stream.
  const bytes = declared === null ? await counted(request, signal) : await whole(request, signal)
  if (bytes.byteLength > maxBodyBytes) throw tooLarge()
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('malformed', 'The body could not be read as UTF-8 text.', { cause })
  }
}

/** Also where nobody reads the body: what is too large is too large everywhere. */
export function refuseDeclared(length: string | null | undefined): void {
  if (Number(length ?? 0) > maxBodyBytes) throw tooLarge()
}

async function whole(request: Request, signal: AbortSignal): Promise<Uint8Array> {
  let stop = () => {}
  const late = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new AppError('request-timeout'))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return new Uint8Array(await Promise.race([request.arrayBuffer(), late]))
  } catch (cause) {
    throw cause instanceof AppError ? cause : broken(cause)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function counted(request: Request, signal: AbortSignal): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array()
  const reader = request.body.getReader()
  const stop = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  try {
    const chunks: Uint8Array[] = []
    for (let bytes = 0; bytes <= maxBodyBytes; bytes += chunks.at(-1)?.byteLength ?? 0) {
      const { done, value } = await reader.read()
      if (signal.aborted) throw new AppError('request-timeout')
      if (done) break
      chunks.push(value)
    }
    return Buffer.concat(chunks)
  } catch (cause) {
    throw cause instanceof AppError ? cause : broken(cause)
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

const broken = (cause: unknown) => new AppError('malformed', 'The body could not be read.', { cause })
const tooLarge = () => new AppError('too-large', `A body may have at most ${maxBodyBytes} bytes.`)
