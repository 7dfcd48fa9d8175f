/** The front door: what this is, and where to go. */
import type { Config } from '../core/config.ts'
import { Layout, page } from './layout.tsx'
import type { Visitor } from './visitor.ts'

interface Door {
  readonly href: string
  readonly title: string
  readonly text: string
}

const doors: readonly Door[] = [
  {
    href: '/docs',
    title: 'Reference',
    text: 'Every call, what it takes, what it answers, and a line for your terminal.',
  },
  {
    href: '/problems',
    title: 'Problems',
    text: 'Every code that a failure can have: what it means and what to do.',
  },
  {
    href: '/openapi.json',
    title: 'OpenAPI 3.1',
    text: 'The same reference as a document, for generators and clients.',
  },
  { href: '/readyz', title: 'Health', text: 'Can it serve right now? What it depends on, asked afresh.' },
]

const mail: Door = {
  href: '/dev/mail',
  title: 'Mail',
  text: 'What would have been sent: verification links and notices.',
}

interface Seen extends Pick<Config, 'mode' | 'baseUrl'> {
  readonly visitor: Visitor | undefined
}

export function homePage({ mode, baseUrl, visitor }: Seen): string {
  const development = mode === 'development'
  return page(
    <Layout title="Holdfast" at="home" development={development} visitor={visitor}>
      <main id="main" class="column home">
        <p class="kicker">A failure-first backend</p>
        <h1>It holds on.</h1>
        <p class="lead">
          Every request walks one visible pipeline. Every write commits together with its audit record, in one
          round trip. The same code answers on Workers, Bun and Node.
        </p>
        <ul class="doors">
          {[...doors, ...(development ? [mail] : [])].map(({ href, title, text }) => (
            <li>
              <a href={href}>
                <strong>{title}</strong>
                <span>{text}</span>
              </a>
            </li>
          ))}
        </ul>
        <h2>Say hello</h2>
        <pre tabindex={0}>
          <code>{`curl ${baseUrl}/livez`}</code>
        </pre>
      </main>
    </Layout>,
  )
}
