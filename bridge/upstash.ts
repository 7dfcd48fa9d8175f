/** Upstash's Redis REST protocol: a command as a JSON list or as a path, `/pipeline` and `/multi-exec` as lists of lists. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { equal } from '../src/core/bytes.ts'
import { type Command, type RedisServer, type Reply, refusalOf } from './redis.ts'

export interface UpstashOptions {
  readonly redis: RedisServer
  readonly token: string
  readonly maxRequestBytes: number
}

const Arg = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const Words = z.tuple([Arg], Arg).transform((words): Command => words)
const Batch = z.array(Words)

const methods = ['GET', 'HEAD', 'POST', 'PUT']

export function upstash({ redis, token, maxRequestBytes }: UpstashOptions): Hono {
  const app = new Hono()

  app.onError((_error, c) => c.json({ error: 'ERR the connection to Redis failed' }, 503))
  app.use(async function admit(c, next) {
    if (!methods.includes(c.req.method)) {
      return c.json({ error: 'ERR method not allowed' }, 405, { allow: methods.join(', ') })
    }
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (!equal(bearer ?? c.req.query('_token') ?? '', token)) return c.json({ error: 'Unauthorized' }, 401)
    await next()
    c.header('cache-control', 'no-store')
  })
  app.use(
    bodyLimit({
      maxSize: maxRequestBytes,
      onError: (c) =>
        c.json({ error: `ERR max request size exceeded. Limit: ${maxRequestBytes} bytes` }, 413),
    }),
  )

  app.post('/', async (c) => {
    const command = Words.safeParse(await bodyOf(c))
    if (!command.success) return c.json({ error: 'ERR failed to parse the command' }, 400)
    return one(c, command.data)
  })

  app.post('/pipeline', async (c) => {
    const commands = Batch.safeParse(await bodyOf(c))
    if (!commands.success) return c.json({ error: 'ERR failed to parse the pipeline' }, 400)
    // What is refused keeps its place, and the others go on.
    const refused = commands.data.map(refusalOf)
    const replies = [...(await redis.each(commands.data.filter((_, at) => !refused[at])))]
    const encode = encoderOf(c)
    return c.json(refused.map((error) => itemOf(error ?? (replies.shift() as Reply), encode)))
  })

  app.post('/multi-exec', async (c) => {
    const commands = Batch.safeParse(await bodyOf(c))
    if (!commands.success) return c.json({ error: 'ERR failed to parse the transaction' }, 400)
    const refused = commands.data.map(refusalOf).find(Boolean)
    if (refused) return c.json({ error: refused.message }, 400)
    try {
      const encode = encoderOf(c)
      return c.json((await redis.together(commands.data)).map((reply) => itemOf(reply, encode)))
    } catch (error) {
      const { message } = error as Error
      if (!/^[A-Z]+ /.test(message)) throw error
      return c.json({ error: message }, 400)
    }
  })

  app.all('*', async (c) => {
    const command = await pathCommand(c)
    return command ? one(c, command) : c.json({ error: 'ERR failed to parse the command' }, 400)
  })

  async function one(c: Context, command: Command) {
    const reply = refusalOf(command) ?? (await redis.each([command]))[0] ?? null
    const item = itemOf(reply, encoderOf(c))
    return c.json(item, 'error' in item ? 400 : 200)
  }

  return app
}

const bodyOf = (c: Context): Promise<unknown> => c.req.json().catch(() => undefined)

/** `/set/key/value`; the body follows the path as one more argument, and the query follows the body. */
async function pathCommand(c: Context): Promise<Command | undefined> {
  try {
    const { pathname, searchParams } = new URL(c.req.url)
    const [name, ...args] = pathname.slice(1).split('/').map(decodeURIComponent)
    if (!name) return undefined
    const body = c.req.method === 'POST' || c.req.method === 'PUT' ? await c.req.text() : ''
    const query = [...searchParams].filter(([key]) => key !== '_token').flat()
    return [name, ...args, ...[body, ...query].filter((arg) => arg !== '')]
  } catch {
    return undefined // a broken percent sign
  }
}

type Encode = (text: string | Buffer) => string

/** With base64 every string but a status of OK is encoded; errors never are. */
function encoderOf(c: Context): Encode {
  if (c.req.header('upstash-encoding') !== 'base64') return (text) => text.toString()
  return (text) => (text === 'OK' ? text : Buffer.from(text as string).toString('base64'))
}

function itemOf(reply: Reply, encode: Encode): { result: unknown } | { error: string } {
  return reply instanceof Error ? { error: reply.message } : { result: encoded(reply, encode) }
}

function encoded(reply: Reply, encode: Encode): unknown {
  if (Array.isArray(reply)) return reply.map((item) => encoded(item, encode))
  if (reply instanceof Error) return reply.message
  return typeof reply === 'string' || Buffer.isBuffer(reply) ? encode(reply) : reply
}
