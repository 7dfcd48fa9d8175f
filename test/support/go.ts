/** Programs in Go, for what is to be seen by other eyes than ours. Where Go is missing what needs it is skipped, and says so. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Where Debian's golang-golang-x-mod-dev puts golang.org/x/mod. */
const path = '/usr/share/gocode'

export const noGo = !hasGo()
if (noGo)
  console.warn('skipped: tests that need Go: install the Debian packages golang and golang-golang-x-mod-dev')

function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' })
    return existsSync(join(path, 'src/golang.org/x/mod/sumdb/tlog'))
  } catch {
    return false
  }
}

export interface Program {
  readonly file: string
  remove(): void
}

/** Compiles the program in a folder; the first time on a machine takes half a minute. */
export async function buildGo(folder: string): Promise<Program> {
  const made = mkdtempSync(join(tmpdir(), 'holdfast-go-'))
  const file = join(made, 'program')
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: path,
    GOFLAGS: '',
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'local',
  }
  await promisify(execFile)('go', ['build', '-o', file, '.'], { cwd: folder, env })
  return { file, remove: () => rmSync(made, { recursive: true }) }
}
