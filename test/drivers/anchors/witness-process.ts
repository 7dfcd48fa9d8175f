/** The witness of `witness/main.go`, built and running. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { buildGo } from '../../support/go.ts'

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

/** Compiles it. */
export async function buildWitness(): Promise<WitnessProgram> {
  const { file, remove } = await buildGo(source)
  return { start: (logKey, name = 'witness.test/w1') => start(file, logKey, name), remove }
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
