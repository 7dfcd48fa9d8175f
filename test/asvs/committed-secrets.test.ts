/** What is committed, and what is built of it, holds nothing that opens anything. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mint, readToken } from '../../src/auth/tokens.ts'
import { keyPurposes } from '../../src/core/keys.ts'

const root = new URL('../../', import.meta.url).pathname
const folders = '{.ci,.github,bench,bridge,dist,docker,docs,drizzle,scripts,src,test}/**/*'
const files = globSync(['*', '.*', folders], { cwd: root, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name))
  .filter((file) => statSync(file).size < 4_000_000)
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))

interface Shape {
  readonly what: string
  readonly pattern: RegExp
  /** Narrows what the pattern finds. */
  readonly real?: (found: string) => boolean
  /** What must be found: put together here, so that this file holds none. */
  readonly caught: string
}

const token = mint('s').token
const shapes: readonly Shape[] = [
  {
    what: 'private key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/=]{16}/g,
    caught: `-----BEGIN ${'PRIVATE KEY'}-----\n${'M'.repeat(64)}`,
  },
  { what: 'AWS key', pattern: /\bAKIA[0-9A-Z]{16}\b/g, caught: `AKIA${'Q'.repeat(16)}` },
  { what: 'GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}/g, caught: `ghp_${'a'.repeat(36)}` },
  { what: 'Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/g, caught: `sk_live_${'a'.repeat(24)}` },
  {
    what: 'key of a key ring',
    pattern: new RegExp(`\\b[\\w-]{1,32}:(?:${keyPurposes.join('|')}):[A-Za-z0-9+/]{43}=`, 'g'),
    caught: `k1:pepper:${'a'.repeat(43)}=`,
  },
  {
    what: 'token of ours, with a checksum that is right',
    pattern: /hf_[a-z]_[\w-]{49}/g,
    real: (found) => readToken(found, found.charAt(3) as 's') !== undefined,
    caught: token,
  },
]

const found = (text: string, { pattern, real = () => true }: Shape) =>
  [...text.matchAll(pattern)].some(([one]) => real(one))

describe('no file that is committed or built', () => {
  test.each(shapes.map((shape) => [shape.what, shape] as const))('holds a %s [V13.3.1]', (_what, shape) => {
    expect(files.length).toBeGreaterThan(500)
    expect(found(shape.caught, shape)).toBe(true)
    const holding = files.filter(({ text }) => found(text, shape)).map(({ file }) => file)
    expect(holding).toEqual([])
  })
})
