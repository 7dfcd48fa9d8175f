/**
 * A form, as a browser sends one: `application/x-www-form-urlencoded`, read once, and as strictly as JSON is. A field that
 * comes twice is refused, and not chosen from.
 *
 * `csrf` and `key` are the gateway's own fields and no endpoint's: they are told apart here, and no schema knows of them.
 */
import type { Context } from 'hono'
import { AppError } from '../core/errors.ts'
import type { AppEnv, Form } from './context.ts'

export const formType = 'application/x-www-form-urlencoded'

/** CSRF asks first, validation second; the body comes once. */
export async function readForm(c: Context<AppEnv>): Promise<Form> {
  const known = c.get('form')
  if (known) return known
  const form = parseForm(await receive(c, [formType]))
  c.set('form', form)
  return form
}

/** The body's text, without the mark that some put in front of it (RFC 8259 §8.1). */
export async function receive(c: Context<AppEnv>, accepted: readonly string[]): Promise<string> {
  return (await receiveExact(c, accepted)).replace(/^\uFEFF/, '')
}

/** Reads the body once, if it is of a type that is taken, in UTF-8 and not compressed; encoded again it is what was sent. */
export async function receiveExact(c: Context<AppEnv>, accepted: readonly string[]): Promise<string> {
  const [type = '', ...parameters] = (c.req.header('content-type') ?? '')
    .toLowerCase()
    .split(';')
    .map((text) => text.trim())
  const utf8 = parameters.every((text) => !text.startsWith('charset=') || /^charset="?utf-8"?$/.test(text))
  const coding = c.req.header('content-encoding') ?? 'identity'
  if (!accepted.includes(type) || !utf8 || coding !== 'identity') {
    throw new AppError(
      'unsupported-media-type',
      `Send ${accepted.join(' or ')}, encoded as UTF-8 and not compressed.`,
    )
  }
  return c.get('readBody')()
}

const maxFields = 64

/** URL Standard §5.1, without its leniency: what is no UTF-8 or no percent-encoding is not repaired. */
export function parseForm(text: string): Form {
  const pairs = text === '' ? [] : text.split('&')
  if (pairs.length > maxFields) throw unreadable('A form has too many fields.')
  const fields = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at))
    if (fields.has(name)) throw unreadable('A field of the form came twice.')
    fields.set(name, at < 0 ? '' : decoded(pair.slice(at + 1)))
  }
  const [csrf, key] = ['csrf', 'key'].map((name) => fields.get(name))
  for (const name of ['csrf', 'key']) fields.delete(name)
  return { csrf, key, fields: Object.fromEntries(fields) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw new AppError('malformed', 'The form could not be read.', { cause })
  }
}

const unreadable = (detail: string) => new AppError('malformed', detail)
