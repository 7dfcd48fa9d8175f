/** A command as a person runs it: what it printed and its exit code. */
import { spawn } from 'node:child_process'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const root = new URL('../../', import.meta.url).pathname

/** `env` is all of its environment but PATH and HOME. What is still running after so many seconds is ended, with code null. */
export function runCommand(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  typed = '',
  seconds = 60,
): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { PATH, HOME, ...env }, timeout: seconds * 1000 })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk) => {
      said.out += chunk
    })
    child.stderr.on('data', (chunk) => {
      said.err += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
    // One that ends without reading what was typed is no failure.
    child.stdin.on('error', () => {})
    child.stdin.end(typed)
  })
}
