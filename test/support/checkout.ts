/** A copy of this checkout, uncommitted changes included, that a test may write into; its packages are this one's. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Checkout {
  readonly path: string
  /** Everything in it, by path. */
  contents(): Readonly<Record<string, string>>
  remove(): void
}

const root = join(import.meta.dirname, '../..')

export function copyCheckout(): Checkout {
  const path = mkdtempSync(join(tmpdir(), 'checkout-'))
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  // What was removed and not yet committed is listed as well.
  for (const file of listing.split('\0').filter((one) => one && existsSync(join(root, one)))) {
    mkdirSync(join(path, dirname(file)), { recursive: true })
    cpSync(join(root, file), join(path, file))
  }
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
  return {
    path,
    contents: () => contentsOf(path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

function contentsOf(path: string): Readonly<Record<string, string>> {
  const found = ['src', 'drizzle', 'client', 'test/entities', 'docs'].flatMap((folder) =>
    readdirSync(join(path, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ),
  )
  return Object.fromEntries(
    found.map(({ parentPath, name }) => [
      join(parentPath, name),
      readFileSync(join(parentPath, name), 'latin1'),
    ]),
  )
}
