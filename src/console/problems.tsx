/** The pages that a problem's `type` opens: what it means and what to do. */
import { type ProblemCode, problems } from '../core/errors.ts'
import { exampleProblem } from '../gateway/openapi-problems.ts'
import { Layout, Prose, page } from './layout.tsx'
import { problemTexts } from './problem-texts.ts'
import type { Visitor } from './visitor.ts'

const codes = Object.keys(problems) as ProblemCode[]

export const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problems, text)

interface Seen {
  readonly development: boolean
  readonly visitor: Visitor | undefined
}

export function problemIndex({ development, visitor }: Seen): string {
  return page(
    <Layout title="Problems" at="problems" development={development} visitor={visitor}>
      <main id="main" class="column">
        <h1>Problems</h1>
        <p class="lead">
          Every failure is a problem document (RFC 9457). Its <code>code</code> is one of these, and there are
          no others.
        </p>
        <table class="codes">
          <caption class="unseen">Status, code and title of each problem</caption>
          <thead>
            <tr>
              <th scope="col">Status</th>
              <th scope="col">Code</th>
              <th scope="col">Title</th>
            </tr>
          </thead>
          <tbody>
            {codes.map((code) => (
              <tr>
                <td class="number">{problems[code].status}</td>
                <td>
                  <a href={`/problems/${code}`}>
                    <code>{code}</code>
                  </a>
                </td>
                <td>{problems[code].title}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </main>
    </Layout>,
  )
}

export function problemPage(code: ProblemCode, { development, visitor }: Seen): string {
  const { status, title } = problems[code]
  const { means, todo, retry } = problemTexts[code]
  return page(
    <Layout title={code} at="problems" development={development} visitor={visitor}>
      <main id="main" class="column">
        <p class="kicker">
          <a href="/problems">Problems</a> / {status}
        </p>
        <h1>{title}</h1>
        <p class="lead">
          <Prose text={means} />
        </p>
        <h2>What to do</h2>
        <ol>
          {todo.map((step) => (
            <li>
              <Prose text={step} />
            </li>
          ))}
        </ol>
        <dl class="facts">
          <div>
            <dt>Code</dt>
            <dd>
              <code>{code}</code>
            </dd>
          </div>
          <div>
            <dt>Status</dt>
            <dd>{status}</dd>
          </div>
          <div>
            <dt>Send it again?</dt>
            <dd>{retry}</dd>
          </div>
        </dl>
        <h2>How it looks</h2>
        <pre tabindex={0}>
          <code>{JSON.stringify(exampleProblem(code), null, 2)}</code>
        </pre>
      </main>
    </Layout>,
  )
}
