/** Makes the mock's Lua read like Redis': what `redis.call` gives to a script, and what a script gives back. */
import type { Reply } from './redis.ts'

/**
 * The mock hands lists over as objects of JavaScript, inner ones counted from 0, null as a thing of its own, and
 * errors without their text. One line, so that the script's own line numbers stay.
 */
const prelude = [
  'local redis = (function(raw)',
  'local function lua(v, first)',
  'if v == nil then return false end',
  "if type(v) ~= 'userdata' then return v end",
  "if tostring(v) == 'null' then return false end",
  'local t = {} for i = 1, #v do t[i] = lua(v[first + i - 1], 0) end return t end',
  'local function call(...) local ok, v = pcall(raw.call, ...)',
  "if not ok then error((tostring(v):gsub('^Error: ', '')), 0) end return lua(v, 1) end",
  'return { call = call,',
  'pcall = function(...) local ok, v = pcall(call, ...) if ok then return v end return { err = v } end,',
  'error_reply = function(text) return { err = text } end,',
  'status_reply = function(text) return { ok = text } end,',
  'log = function() end }',
  'end)(redis) ',
  'local function script() ',
].join(' ')

/** Says which kind of reply it is: a table with names cannot be read any more once the mock has closed its Lua. */
const coda = [
  '\nend local v = script()',
  "if type(v) ~= 'table' then return { 'is', v } end",
  "if v.err then return { 'err', v.err } end",
  "if v.ok then return { 'is', v.ok } end",
  "return { 'is', v }",
].join(' ')

/** A first line like `#!lua flags=…` is for Redis and not for Lua. */
export const withPrelude = (script: string) => prelude + script.replace(/^#![^\n]*/, '') + coda

/** What a script with its prelude came to. */
export function luaReply(answer: unknown): Reply {
  const [kind, value] = answer as [string, unknown]
  return kind === 'err' ? new Error(String(value)) : converted(value)
}

/** Redis 7, "Conversion from Lua type to RESP": false is nil, true is 1, numbers lose their fraction. */
function converted(value: unknown): Reply {
  if (value === undefined || value === null || value === false) return null
  if (value === true) return 1
  if (typeof value === 'number') return Math.trunc(value)
  return Array.isArray(value) ? value.map(converted) : String(value)
}

export function luaFailure({ message }: Error): Error {
  const reason = message.replace(/^Error trying to loading or executing lua code string in VM: /, '')
  return new Error(/^[A-Z]+ /.test(reason) ? reason : `ERR Error running script: ${reason}`)
}
