/**
 * `npm run chaos`: clients write, things break, and everything that was acknowledged must be there. The seed decides what breaks, when
 * and for how long; what the machine makes of it is its own.
 */
import { execFileSync } from 'node:child_process'
import { type Asked, optionsOf } from './options.ts'
import { linesOf } from './report.ts'
import { runSuite } from './suite.ts'

// Who leaves early takes along what was started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const asked = optionsOf(args)
  if (typeof asked === 'string') return complain(asked, 2)
  if ('text' in asked) return say(asked.text)
  try {
    return await suite(asked)
  } catch (error) {
    return complain((error as Error).message, 1)
  }
}

async function suite(asked: Asked): Promise<number> {
  tell(`seed ${asked.seed}`)
  execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const { report, folder } = await runSuite(asked, tell)
  say(asked.json ? `${JSON.stringify(report, null, 2)}\n` : `${linesOf(report).join('\n')}\n`)
  if (folder) tell(`Every request, the output of the app and the report are in ${folder}`)
  return report.ok ? 0 : 1
}

function tell(line: string) {
  process.stderr.write(`${line}\n`)
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

function complain(sentence: string, status: number): number {
  process.stderr.write(`chaos: ${sentence}\n`)
  return status
}
