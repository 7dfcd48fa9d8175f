/**
 * Validate: is what was sent well-formed? Params, query and body are parsed apart, each by its own strict schema;
 * all their faults are reported together. What runs later sees only what a schema let through.
 */
import { zValidator } from '@hono/zod-validator'
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as z from 'zod'
import { type Fault, invalid } from '../core/errors.ts'
import { parseJson } from '../core/json.ts'
import type { Input } from '../ports/input.ts'
import { refuseDeclared } from './body-limit.ts'
import type { AppEnv } from './context.ts'
import { faultsOf } from './faults.ts'
import { readForm, receive, receiveExact } from './form.ts'

const nothing = z.strictObject({})

/** A cursor over several long texts fits; what is longer is no question anybody meant to ask. */
export const maxQueryLength = 8_192

type Target = 'param' | 'query' | 'json'

export const validate = (input: Input) => {
  const { params = nothing, query, body, bodyMayBeAbsent = false } = input
  const { form, raw, headers = [], mediaTypes = [] } = input
  const accepted = ['application/json', ...mediaTypes]
  const faults = new WeakMap<Context, Fault[]>()

  const part = (target: Target, at: string, schema: z.ZodType): MiddlewareHandler =>
    zValidator(
      target,
      schema,
      (result, c) => {
        if (!result.success)
          faults.set(c, [...(faults.get(c) ?? []), ...faultsOf(result.error, at, schema, result.data)])
      },
      { validationFunction: atOnce },
    ) as MiddlewareHandler

  const checks = {
    param: part('param', '/params', params),
    query: part('query', '/query', query ?? nothing),
    json: body && part('json', '', body),
  }

  return createMiddleware<AppEnv>(async function validate(c, next) {
    const asked = c.req.url.indexOf('?')
    if (asked >= 0 && c.req.url.length - asked - 1 > maxQueryLength) throw tooLong()
    const text = raw ? await receiveExact(c, accepted) : undefined
    if (body) await receiveJson(c, accepted, bodyMayBeAbsent)
    else if (form) await readForm(c)
    else if (!raw && c.req.method !== 'GET') refuseDeclared(c.req.header('content-length'))
    await checks.param(c, pass)
    // Where no query is declared and none was sent there is nothing to refuse.
    if (query || asked >= 0) await checks.query(c, pass)
    if (checks.json) await checks.json(c, pass)
    const typed = form?.safeParse(c.get('form')?.fields)
    if (form && typed?.error)
      faults.set(c, [...(faults.get(c) ?? []), ...faultsOf(typed.error, '', form, c.get('form')?.fields)])
    const found = faults.get(c)
    if (found) throw invalid(found)
    const valid = (target: Target) => c.req.valid(target as never) as unknown
    c.set('input', {
      params: valid('param'),
      query: valid('query') ?? {},
      body: raw ? text : form ? typed?.data : valid('json'),
      headers: Object.fromEntries(headers.map((name) => [name, c.req.header(name)])),
    })
    return next()
  })
}

const pass = async () => {}

/** No schema of ours waits for anything, and zod is several times faster where it need not expect it. */
const atOnce = (schema: z.ZodType, value: unknown) => schema.safeParse(value)

/** Reads JSON once, strictly, and leaves it where Hono's validator will look for it. */
async function receiveJson(c: Context<AppEnv>, accepted: readonly string[], mayBeAbsent: boolean) {
  const text = mayBeAbsent && isAbsent(c) ? '{}' : await receive(c, accepted)
  parseJson(text)
  c.req.bodyCache.text = Promise.resolve(text) as never
}

/** No type and no length: RFC 9110 §6.4.1 and §8.6 leave no other way to announce a body. */
const isAbsent = (c: Context<AppEnv>) =>
  c.req.header('content-type') === undefined &&
  c.req.header('transfer-encoding') === undefined &&
  (c.req.header('content-length') ?? '0') === '0'

const tooLong = () =>
  invalid([
    { pointer: '#/query', code: 'length', detail: `Must be at most ${maxQueryLength} characters long.` },
  ])
