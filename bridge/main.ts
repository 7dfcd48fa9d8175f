/** `npm run bridge`: reads the environment, opens the bridge, tells how to use it, and stops when asked. */
import { openBridge } from './bridge.ts'
import { type BridgeSettings, environmentLines, help, parseBridgeSettings } from './settings.ts'

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return say(help)
  if (args.length > 0)
    return fail([`there is no option ${args[0]}; settings are read from the environment, see --help`], 2)
  const settings = parseBridgeSettings(process.env)
  if ('faults' in settings) return fail(settings.faults, 2)
  try {
    await start(settings)
    return 0
  } catch (error) {
    return fail([sentenceOf(error, settings)], 1)
  }
}

async function start(settings: BridgeSettings) {
  const { databaseUrl, sealerUrl, dataDir, redisUrl, host, port, token } = settings
  const embedded = databaseUrl ? undefined : await (await import('./embedded.ts')).openEmbedded(dataDir)
  const bridge = await openBridge({
    postgres: databaseUrl ?? embedded?.db,
    sealer: sealerUrl,
    redis: redisUrl,
    host,
    port,
    token,
  }).catch(async (error: unknown) => {
    await embedded?.close()
    throw error
  })
  say(`${environmentLines(settings, bridge).join('\n')}\n`)

  const leave = async () => {
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1))
    await bridge.close()
    await embedded?.close()
    process.exit(0)
  }
  process.once('SIGTERM', leave).once('SIGINT', leave)
}

function sentenceOf(error: unknown, { host, port }: BridgeSettings): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `${host}:${port} is taken; choose another with BRIDGE_PORT=${port + 1}`
  if (code === 'EACCES') return `this user may not listen on ${host}:${port}; choose a BRIDGE_PORT above 1023`
  return message.replaceAll('\n', ' ')
}

function fail(sentences: readonly string[], status: number): number {
  process.stderr.write(sentences.map((sentence) => `bridge: ${sentence}\n`).join(''))
  return status
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}
