/**
 * `node scripts/blocklist.mjs [SOURCE] [--min 11] [--top 3000]`: makes src/auth/blocked-list.ts from a list of passwords.
 *
 * SOURCE is a text file, one password a line, the most frequent first, or `count password` in any order; `#` begins a remark.
 * Default: scripts/common-passwords.txt. Kept are the first so many that our rule lets through by their length, with up to four digits behind them (11 and 4 are 15), folded as a password
 * is for the look-up (lower case, no spaces and no punctuation), each once. Lists that are published and may be used
 * so: SecLists' `xato-net-10-million-passwords-1000000.txt`, or the most frequent of Have I Been Pwned in clear.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { min: { type: 'string', default: '11' }, top: { type: 'string', default: '3000' } },
})
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const source = positionals[0] ?? here('common-passwords.txt')

const rows = readFileSync(source, 'utf8')
  .split(/\r?\n/)
  .filter((line) => line.trim() !== '' && !line.startsWith('# '))
const counted = rows.length > 0 && rows.every((line) => /^\s*\d+\s+\S/.test(line))
const passwords = counted
  ? rows
      .map((line) => /^\s*(\d+)\s(.*)$/.exec(line) ?? [])
      .sort((a, b) => Number(b[1]) - Number(a[1]))
      .map(([, , password]) => password)
  : rows

const fold = (text) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '')

const long = passwords.filter((text) => [...text.normalize('NFC')].length >= Number(values.min))
const kept = [...new Set(long.map(fold).filter(Boolean))].slice(0, Number(values.top)).sort()

/** As few lines as the house allows a file, and still some that a person can look at. */
const lines = []
for (const word of kept) {
  const last = lines.at(-1)
  if (last !== undefined && last.length + word.length < 480) lines[lines.length - 1] = `${last} ${word}`
  else lines.push(word)
}
const text = `/** Made by scripts/blocklist.mjs: do not edit. Passwords of ${values.min} characters and more that are tried first, folded. */
export const blockedList = \`
${lines.join('\n').replace(/[\\`$]/g, (char) => `\\${char}`)}
\`
`
writeFileSync(here('../src/auth/blocked-list.ts'), text)
console.error(
  `${kept.length} of ${passwords.length} passwords, ${(gzipSync(text).length / 1024).toFixed(1)} KiB compressed`,
)
