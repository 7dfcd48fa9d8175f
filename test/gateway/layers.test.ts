import { Hono, type MiddlewareHandler } from 'hono'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import type { AppEnv } from '../../src/gateway/context.ts'
import { layers } from '../../src/gateway/layers.ts'
import { problem } from '../../src/gateway/problem.ts'

type Layer = MiddlewareHandler<AppEnv>

const passes: Layer = (_c, next) => next()
const signs =
  (name: string): Layer =>
  async (c, next) => {
    await next()
    c.header('signed', `${c.res.headers.get('signed') ?? ''}${name}`)
  }
const answers: Layer = async (c) => c.text('answer')

async function answerOf(...inOrder: Layer[]) {
  const app = new Hono<AppEnv>()
  app.onError(problem)
  app.use(async (c, next) => {
    c.set('requestId', '0190a000-0000-7000-8000-000000000000')
    await next()
  })
  app.all('*', layers(...inOrder))
  const response = await app.request('/')
  return { status: response.status, signed: response.headers.get('signed'), body: await response.text() }
}

describe('layers', () => {
  test('run from the outermost in, and the answer travels back out', async () => {
    expect(await answerOf(signs('a'), passes, signs('b'), answers)).toEqual({
      status: 200,
      signed: 'ba',
      body: 'answer',
    })
  })

  test('stop at the one that answers', async () => {
    let reached = false
    const never: Layer = async (c) => {
      reached = true
      return c.text('never')
    }
    expect(await answerOf(signs('a'), answers, never)).toMatchObject({ body: 'answer', signed: 'a' })
    expect(reached).toBe(false)
  })

  test.each<[why: string, Layer]>([
    [
      'throws at once',
      () => {
        throw new AppError('forbidden', 'No.')
      },
    ],
    ['rejects', async () => Promise.reject(new AppError('forbidden', 'No.'))],
    [
      'throws on the way back',
      async (_c, next) => {
        await next()
        throw new AppError('forbidden', 'No.')
      },
    ],
  ])('show those around it an answer when one %s', async (_why, throwing) => {
    const { status, signed } = await answerOf(signs('a'), passes, throwing, answers)
    expect({ status, signed }).toEqual({ status: 403, signed: 'a' })
  })

  test('let a thing that is no error rise', async () => {
    const throwing: Layer = async () => Promise.reject('a string')
    await expect(answerOf(signs('a'), throwing)).rejects.toBe('a string')
  })

  test('can be told by their names', () => {
    const named: Layer = async function csrf(_c, next) {
      await next()
    }
    expect(layers(passes, named).order).toEqual(['passes', 'csrf'])
  })
})
