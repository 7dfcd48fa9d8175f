/** Options as the mock reads them: in capitals only, and in pairs, so that one without a value must come last. */

/** From which argument on a command has options. */
const optionsFrom: Readonly<Record<string, number>> = {
  ...{
    set: 2,
    getex: 1,
    expire: 2,
    pexpire: 2,
    expireat: 2,
    pexpireat: 2,
    scan: 1,
    sscan: 2,
    hscan: 2,
    zscan: 2,
  },
  ...{ zadd: 1, zrange: 3, zrevrange: 3, zrangebyscore: 3, zrevrangebyscore: 3, lpos: 2 },
}

const option =
  /^(nx|xx|gt|lt|ch|incr|get|ex|px|exat|pxat|keepttl|persist|match|count|type|withscores|byscore|bylex|rev|limit|rank)$/i
const takesValue = /^(ex|px|exat|pxat|match|count|type|rank)$/i

export function withLoudOptions(name: string, args: readonly string[]): string[] {
  const from = optionsFrom[name] ?? args.length
  const isOption = (arg: string, at: number) =>
    at >= from && option.test(arg) && !(at > from && takesValue.test(args[at - 1] ?? ''))
  const loud = args.map((arg, at) => (isOption(arg, at) ? arg.toUpperCase() : arg))
  const isLast = (_arg: string, at: number) => name === 'set' && at >= from && loud[at] === 'GET'
  return [...loud.filter((arg, at) => !isLast(arg, at)), ...loud.filter(isLast)]
}
