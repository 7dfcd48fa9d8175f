/**
 * Redis inside the process, for development: `ioredis-mock` does the work. It is lenient where Redis refuses, and its
 * replies are those of another client; both are put right here, for what the bridge's users send.
 */
import { createHash, randomUUID } from 'node:crypto'
import Mock from 'ioredis-mock'
import { luaFailure, luaReply, withPrelude } from './memory-lua.ts'
import { withLoudOptions } from './memory-options.ts'
import type { Command, RedisServer, Reply } from './redis.ts'

type Run = (...args: string[]) => unknown

/** What Redis says of a command: how many words it takes, where its first key is, what kind of value it works on. */
interface Rule {
  readonly arity: number
  readonly firstKey: number
  readonly kind: string | undefined
}

export async function memoryRedis(): Promise<RedisServer> {
  // Instances of the same address share their data.
  const mock = new Mock({ host: randomUUID() }) as unknown as Record<string, Run>
  const rules = await rulesOf(mock)
  const scripts = new Map<string, string>()
  let turn: Promise<unknown> = Promise.resolve()

  /** One request at a time, or a transaction would be none. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }

  async function run([word, ...args]: Command): Promise<Reply> {
    const name = word.toLowerCase()
    try {
      const fault = await faultOf([name, ...args])
      if (fault) return new Error(fault)
      if (name === 'script') return script(args)
      if (name === 'eval') return await evaluate(args[0] ?? '', args.slice(1))
      if (name === 'evalsha') {
        const text = scripts.get(args[0]?.toLowerCase() ?? '')
        return text === undefined ? noScript() : await evaluate(text, args.slice(1))
      }
      const reply = replyOf(await mock[name]?.(...withLoudOptions(name, args)))
      // Redis has no text for what is none; the mock gives whatever stands there.
      return name === 'mget' ? (reply as Reply[]).map((item) => (Array.isArray(item) ? null : item)) : reply
    } catch (error) {
      return new Error((error as Error).message)
    }
  }

  async function faultOf([name, ...args]: Command): Promise<string | undefined> {
    const rule = rules.get(name)
    if (!rule) return `ERR unknown command '${name}'`
    const words = args.length + 1
    if (rule.arity > 0 ? words !== rule.arity : words < -rule.arity) {
      return `ERR wrong number of arguments for '${name}' command`
    }
    const key = rule.firstKey > 0 ? args[rule.firstKey - 1] : undefined
    if (key === undefined) return undefined
    const kind = String(await mock.type?.(key))
    if (rule.kind && kind !== 'none' && kind !== rule.kind) {
      return 'WRONGTYPE Operation against a key holding the wrong kind of value'
    }
    if (!/^(in|de)cr(by)?$/.test(name) || kind === 'none') return undefined
    const [value, by = '1'] = [String(await mock.get?.(key)), args[1]]
    return [value, by].every((text) => /^-?\d{1,19}$/.test(text))
      ? undefined
      : 'ERR value is not an integer or out of range'
  }

  function script([action = '', ...args]: readonly string[]): Reply {
    if (/^load$/i.test(action)) return remember(args[0] ?? '')
    if (/^exists$/i.test(action)) return args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0))
    if (!/^flush$/i.test(action)) return new Error(`ERR unknown subcommand '${action}'`)
    scripts.clear()
    return 'OK'
  }

  function remember(text: string): string {
    const sha = createHash('sha1').update(text).digest('hex')
    scripts.set(sha, text)
    return sha
  }

  async function evaluate(text: string, [count = '', ...args]: readonly string[]): Promise<Reply> {
    if (!/^\d+$/.test(count)) return new Error('ERR value is not an integer or out of range')
    if (Number(count) > args.length)
      return new Error("ERR Number of keys can't be greater than number of args")
    remember(text)
    try {
      return luaReply(await mock.eval?.(withPrelude(text), count, ...args))
    } catch (error) {
      return luaFailure(error as Error)
    }
  }

  async function each(commands: readonly Command[]): Promise<Reply[]> {
    const replies: Reply[] = []
    for (const command of commands) replies.push(await run(command))
    return replies
  }

  // The first script waits for the interpreter of all; a request that gives Redis a tenth of a second would not.
  await evaluate('return 1', ['0'])
  scripts.clear()

  return {
    each: (commands) => inTurn(() => each(commands)),
    together: (commands) =>
      inTurn(async () => {
        const known = ([name, ...args]: Command) => {
          const arity = rules.get(name.toLowerCase())?.arity ?? Number.NaN
          return arity > 0 ? args.length + 1 === arity : args.length + 1 >= -arity
        }
        if (!commands.every(known))
          throw new Error('EXECABORT Transaction discarded because of previous errors.')
        return each(commands)
      }),
    async close() {
      await mock.quit?.()
    },
  }
}

const noScript = () => new Error('NOSCRIPT No matching script. Please use EVAL.')

const kinds: Readonly<Record<string, string>> = {
  '@string': 'string',
  '@bitmap': 'string',
  '@hash': 'hash',
  '@list': 'list',
  '@set': 'set',
  '@sortedset': 'zset',
}

/** These take any value that stands under their first key, or write over it. */
const anyKind = /^(set|setex|psetex|mset|msetnx|mget|sort|\w+store)$/

type CommandInfo = readonly [name: string, arity: number, flags: unknown, first: number, ...rest: unknown[]]

async function rulesOf(mock: Record<string, Run>): Promise<ReadonlyMap<string, Rule>> {
  const listed = (await mock.command?.()) as readonly CommandInfo[]
  const rules = listed
    .filter(([name]) => /^[a-z]+$/.test(name) && typeof mock[name] === 'function')
    .map(([name, arity, , firstKey, , , categories]): [string, Rule] => {
      const kind = (categories as string[]).map((category) => kinds[category]).find(Boolean)
      return [name, { arity, firstKey, kind: anyKind.test(name) ? undefined : kind }]
    })
  return new Map([...rules, ['script', { arity: -2, firstKey: 0, kind: undefined }]])
}

/** What ioredis would have made friendlier, as Redis sent it. */
function replyOf(value: unknown): Reply {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return Number.isInteger(value) ? value : String(value)
  if (Array.isArray(value)) return value.map(replyOf)
  if (typeof value === 'object' && !Buffer.isBuffer(value)) return Object.entries(value).flat().map(replyOf)
  return value as string | Buffer
}
