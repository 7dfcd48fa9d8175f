/** A real browser before the real app. Where there is no Chromium, tests say so and are skipped. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { serve } from '@hono/node-server'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { BarePorts } from '../../src/ports/index.ts'
import { type House, openHouse } from '../support/house.ts'

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
)

export const noBrowser = executablePath === undefined
if (noBrowser) console.warn('No Chromium at /usr/bin/chromium or $CHROMIUM: what needs a browser is skipped.')

export interface Street {
  readonly house: House
  readonly origin: string
  open(options?: BrowserContextOptions): Promise<Page>
  close(): Promise<void>
}

/**
 * The app behind a socket, and a browser: each page it opens is a fresh profile. `localhost` where a passkey is asked for: an
 * address of numbers can be no relying party.
 */
export async function openStreet(
  host: '127.0.0.1' | 'localhost' = '127.0.0.1',
  wrap: (ports: BarePorts) => BarePorts = (ports) => ports,
): Promise<Street> {
  const port = await freePort()
  const origin = `http://${host}:${port}`
  const house = await openHouse({ config: { baseUrl: origin }, wrap })
  const server = serve({
    port,
    hostname: '127.0.0.1',
    fetch: (request) => house.answer(request),
  })
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] } as never)
  return {
    house,
    origin,
    async open(options = {}) {
      const profile = await browser.newContext({ baseURL: origin, bypassCSP: false, ...options })
      return profile.newPage()
    },
    async close() {
      await browser.close()
      await new Promise((closed) => server.close(closed))
      await house.close()
    },
  }
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds wrong, one line each. The engine is brought in from outside, past the page's policy. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await source())
  return page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run()
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    )
  })
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

let text: string | undefined
async function source(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  text ??= await readFile(axe, 'utf8')
  return text
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
