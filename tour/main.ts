/** `npm run tour`: walks through a running server as a client would, and tells what happens at each layer. */
import { parseArgs } from 'node:util'
import { look, Unreachable } from './ask.ts'
import { journey } from './journey.ts'
import { narrate, paintOf } from './narrate.ts'
import { layers, type Told, Unexpected } from './step.ts'

const usage = `npm run tour [-- --url http://127.0.0.1:8080] [--json]

Walks through a running Holdfast over HTTP: registers, verifies, logs in, makes a customer and an invoice,
retries, changes, issues, reads the history, revokes the session; and tells what happened at each layer.
It makes a user of its own and needs a server in development mode, where mails can be read.

  --url   where the server listens; default http://127.0.0.1:8080
  --json  one JSON document instead of text
  --help  this

Exit code: 0 all as it should be, 1 an answer was not, 2 wrong usage, 3 no server there.
`

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args)
  if (typeof options === 'string') return complain(options, 2)
  if (options.help) return say(usage)
  const { origin, json } = options
  const { stdout, env } = process
  const paint = paintOf(stdout.isTTY === true && !env.NO_COLOR)
  const told: Told[] = []
  const began = performance.now()
  try {
    await look(origin, '/livez')
    if (!json) say(`${paint.strong('Holdfast')}, one request at a time: ${origin}\n${layers.join(' → ')}\n\n`)
    await journey(origin, (step) => {
      told.push(step)
      if (!json) say(`${narrate(step, paint)}\n`)
    })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    return say(json ? document(told) : `${told.length} steps in ${seconds} s, all as they should be.\n`)
  } catch (error) {
    if (error instanceof Unreachable)
      return complain(`No server answers at ${origin}; start one with: npm start`, 3)
    if (!(error instanceof Unexpected)) throw error
    if (json) say(document(told, error.message))
    return complain(error.message, 1)
  }
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:8080' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    })
    if (!/^https?:\/\//.test(values.url) || !URL.canParse(values.url))
      return '--url must be an address, such as http://127.0.0.1:8080'
    return { ...values, origin: new URL(values.url).origin }
  } catch (error) {
    return (error as Error).message
  }
}

/** The same, to be read by a program; tokens and passwords are in neither. */
function document(told: readonly Told[], fault?: string): string {
  const steps = told.map(({ number, title, ask, answer, expected, ok, layers: said, stoppedAt }) => ({
    ...{ number, title, method: ask.method, path: ask.path, status: answer.status, expected, ok },
    milliseconds: answer.milliseconds,
    requestId: answer.headers.get('x-request-id'),
    etag: answer.headers.get('etag'),
    stoppedAt: stoppedAt ?? null,
    layers: said,
  }))
  return `${JSON.stringify({ ok: fault === undefined, fault: fault ?? null, steps }, null, 2)}\n`
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

function complain(sentence: string, status: number): number {
  process.stderr.write(`tour: ${sentence}\n`)
  return status
}
