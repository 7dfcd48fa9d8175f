/** The witness of `witness/main.go`, built and running. */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const source = fileURLToPath(new URL('witness/', import.meta.url))

export interface WitnessProcess {
  /** What it takes to ask it. */
  readonly options: { readonly url: string; readonly monitoring: string; readonly vkey: string }
  close(): Promise<void>
}

export interface WitnessProgram {
  start(logKey: string, name?: string): Promise<WitnessProcess>
  remove(): void
}

/** Compiles it; the first time on a machine takes half a minute. Throws where Go or its package is missing. */
export async function buildWitness(): Promise<WitnessProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'))
  const program = join(folder, 'witness')
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' }
  try {
    await promisify(execFile)('go', ['build', '-o', program, '.'], { cwd: source, env })
  } catch (cause) {
    rmSync(folder, { recursive: true })
    throw new Error(
      'The witness cannot be built: install the Debian packages golang and golang-golang-x-mod-dev.',
      { cause },
    )
  }
  return {
    start: (logKey, name = 'witness.test/w1') => start(program, logKey, name),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

async function start(program: string, logKey: string, name: string): Promise<WitnessProcess> {
  const running = spawn(program, [name, logKey], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [address, vkey] = (await firstLine(running)).split(' ')
  return {
    options: { url: `${address}/submit`, monitoring: `${address}/monitor/`, vkey: vkey ?? '' },
    async close() {
      const ended = new Promise((resolve) => running.once('exit', resolve))
      running.stdin.end()
      await ended
    },
  }
}

function firstLine(running: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    running.once('exit', () => reject(new Error('The witness ended before it began.')))
    running.stdout.on('data', (part) => {
      text += part
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
  })
}
