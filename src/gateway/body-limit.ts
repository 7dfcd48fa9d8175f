/**
 * Body limit: how much may be sent? 256 KiB, counted as it arrives; a declared length is believed only to refuse.
 *
 * The body is read where it is validated, so that what is too large is also counted against its sender.
 */
import { createMiddleware } from 'hono/factory'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './context.ts'

export const maxBodyBytes = 256 * 1024

export const bodyLimit = () =>
  createMiddleware<AppEnv>(async function bodyLimit(c, next) {
    c.set('readBody', () => read(c.req.raw, c.get('deadline').signal))
    await next()
  })

async function read(request: Request, signal: AbortSignal): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge()
  if (!request.body) return ''
  const reader = request.body.getReader()
  const stop = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    let text = ''
    let bytes = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (signal.aborted) throw new AppError('request-timeout')
      if (done) return text + decoder.decode()
      bytes += value.byteLength
      if (bytes > maxBodyBytes) {
        stop()
        throw tooLarge()
      }
      text += decoder.decode(value, { stream: true })
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('malformed', 'The body could not be read as UTF-8 text.', { cause })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const tooLarge = () => new AppError('too-large', `A body may have at most ${maxBodyBytes} bytes.`)
