/** What the sources must not hold, wherever a reader of requests cannot see it: ASVS rows that are shown by looking. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

interface Source {
  readonly file: string
  readonly text: string
}

const src = new URL('../../src/', import.meta.url)
const house: Source[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(new URL(file, src), 'utf8') }))

/** `elsewhere`: the files in which it may stand, and why. */
interface Rule {
  readonly what: string
  readonly pattern: RegExp
  readonly elsewhere?: RegExp
  /** What the pattern must find: a rule that finds nothing proves nothing. */
  readonly caught: string
}

const rules: readonly Rule[] = [
  {
    what: 'starts no program [V1.2.5]',
    pattern: /child_process|Bun\.spawn|Bun\.\$|Deno\.Command/,
    // A developer's command, in a checkout: it has the formatter and the migrations run. And an operator's, which has Postgres' own programs
    // dump and restore. Neither has a shell in between, or takes a text of a stranger's.
    elsewhere: /^cli\/new(\.ts|-entity\/)|^drivers\/postgres\/programs\.ts$/,
    caught: "import { exec } from 'node:child_process'",
  },
  {
    what: 'makes no code out of text [V1.3.2]',
    // `eval` of Redis runs a script of ours in the server, not code here.
    pattern: /(?<![.\w])eval\((?!script)|new Function\(|setTimeout\(\s*['"`]/,
    caught: "eval('1')",
  },
  {
    what: 'puts no text into a page unescaped [V3.2.2]',
    pattern: /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write/,
    caught: 'element.innerHTML = name',
  },
  {
    what: 'takes nothing that must not be guessed from Math.random [V6.5.3] [V11.5.1]',
    pattern: /Math\.random/,
    // How long to wait before one tries again.
    elsewhere: /^(drivers\/redis\/node-redis|entry\/main|gateway\/places|store\/resilience\/resilient)\.ts$/,
    caught: 'Math.random()',
  },
  {
    what: 'uses cryptography from the runtime and three libraries, and none of its own [V11.2.1]',
    pattern:
      /from '(crypto-js|node-forge|tweetnacl|bcrypt\w*|argon2|jsonwebtoken|@noble\/[^']+|elliptic|md5|sha\.js)'/,
    caught: "import forge from 'node-forge'",
  },
  {
    what: 'encrypts with AES-256-GCM alone [V11.3.1] [V11.3.2]',
    pattern: /create(?:De)?[cC]ipheriv\((?!'aes-256-gcm')|RSA_PKCS1|-ecb|-cbc|'des[-'x]|'rc4/,
    caught: "createCipheriv('aes-256-ecb', key, null)",
  },
  {
    what: 'hashes with SHA-256 and better [V11.4.1]',
    pattern: /create(?:Hash|Hmac)\('(?!sha(?:256|512)')|\bhash\('(?!sha(?:256|512)')/,
    // The range API of leaked passwords is asked by the beginning of a SHA-1: an index, and no protection. What an
    // authenticator app knows of is HMAC-SHA-1 (RFC 6238 §1.2), which collisions do not weaken.
    elsewhere: /^drivers\/breaches\/ranges\.ts$|^auth\/second-factors\/totp\.ts$/,
    caught: "createHash('md5')",
  },
  {
    what: 'trusts no certificate that nobody vouches for [V12.3.2]',
    pattern: /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/,
    caught: 'tls: { rejectUnauthorized: false }',
  },
  {
    what: 'asks other servers through its drivers alone [V13.2.4]',
    pattern: /(?<![.\w])fetch\(|from 'node:(?:https?|net|tls|dgram)'/,
    // The entry is asked, and asks nobody; a driver goes to the addresses of the settings; a script of the pages runs in a browser;
    // and an operator names the copy of the log that is to be verified.
    elsewhere: /^(drivers|entry)\/|^console\/passkey-script\.ts$|^cli\/published-from\.ts$/,
    caught: 'await fetch(url)',
  },
]

describe('no file of the house', () => {
  test.each(rules.map((rule) => [rule.what, rule] as const))('but one that says why: %s', (_what, rule) => {
    const found = house
      .filter(({ file, text }) => rule.pattern.test(text) && !rule.elsewhere?.test(file))
      .map(({ file }) => file)
    expect(house.length).toBeGreaterThan(100)
    expect(found).toEqual([])
    expect(rule.caught).toMatch(rule.pattern)
  })
})
