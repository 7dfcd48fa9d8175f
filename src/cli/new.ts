/**
 * `holdfast new entity …`: for those who build on this, in a checkout.
 *
 * It writes source files and looks at those that are there, as they are now: so it runs from them, under tsx, and not
 * from the bundle that `npm run holdfast` starts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Terminal } from './command.ts'

export const newHelp = `holdfast new entity NAME FIELD… [--singular WORDS] [--dry-run] [--json]

  Writes an entity into this checkout: its declaration, its line in the list, its migration with the triggers of
  the audit log, its test through the front door, its types in the client, and its line in docs/entities.md. All
  of it or nothing.
  NAME is plural and in lower case (order-lines); it becomes the path and, with underscores, the table.

  A FIELD is name:type, then signs. Quote those with | ? ! ^ in them, which a shell reads as its own.

    text      one line, at most 200 characters      money     whole minor units, and a currency for the row
    prose     several lines, at most 10,000         date      a day: 2026-01-31
    integer   a whole number of 32 bits             moment    a date and time, kept in UTC
    boolean   true or false                         email     an address in its one form
    ref:ENTITY   a row of another entity            a|b|c     one of these words

    ?         may be absent, or null
    ^         no two rows of one owner have the same (text, email, integer)
    !         encrypted at rest; !lookup: and found again by its whole value (text, email)
    -  +      is about a person, is never about one. What is typed freely (text, prose, email) counts as -, the
              rest as +: the audit log, which forgets nothing, keeps values of + only, and the cache holds no row
              that has a field of the other kind

  --singular   what one of NAME is called, where leaving out the s does not tell it
  --dry-run    shows what would be written
  --json       one JSON object on standard output

  npm run holdfast -- new entity projects name:text 'customer:ref:customers?' budget:money 'state:open|done'
  npm run holdfast -- new entity members 'email:email!lookup' 'born:date?!' 'notes:prose?' joinedOn:date
  npm run holdfast -- new entity people --singular person name:text 'code:text^+'

  Exit codes: 0 written, 1 something that follows could not be made and nothing was written, 2 wrong usage.
`

/** Resolves to the exit code. */
export async function newCommand(args: readonly string[], { stderr }: Terminal): Promise<number> {
  const [what, ...rest] = args
  if (what !== 'entity') {
    stderr.write(`holdfast new: it makes entities: holdfast new entity projects name:text\n`)
    return 2
  }
  const root = ['..', '../..']
    .map((up) => join(import.meta.dirname, up))
    .find((one) => existsSync(join(one, started)))
  if (root === undefined) {
    stderr.write(
      'holdfast new: there are no sources here. Run it in a checkout: npm run holdfast -- new entity …\n',
    )
    return 2
  }
  const loader = loaderIn(root)
  if (loader === undefined) {
    stderr.write('holdfast new: the development packages are not installed. Run: npm ci\n')
    return 2
  }
  const child = spawn(process.execPath, ['--import', loader, join(root, started), ...rest], {
    cwd: root,
    stdio: 'inherit',
  })
  const [code] = await once(child, 'close')
  return code ?? 1
}

const started = 'src/cli/new-entity.ts'

function loaderIn(root: string): string | undefined {
  const { resolve } = createRequire(join(root, 'package.json'))
  try {
    for (const name of ['@biomejs/biome/package.json', 'drizzle-kit']) resolve(name)
    return pathToFileURL(resolve('tsx')).href
  } catch {
    return undefined
  }
}
