/** The reference: the OpenAPI document as one page that needs no script. */
import type { Document } from '../gateway/openapi.ts'
import type { JsonSchema } from '../gateway/openapi-schema.ts'
import { Method, OperationSection } from './docs-operation.tsx'
import { Layout, Prose, page } from './layout.tsx'
import type { Visitor } from './visitor.ts'

interface Seen {
  readonly baseUrl: string
  readonly development: boolean
  readonly visitor: Visitor | undefined
}

export function docsPage(document: Document, { baseUrl, development, visitor }: Seen): string {
  const resolve = (schema: JsonSchema) => resolveIn(document, schema)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const tags = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }))

  return page(
    <Layout title="Reference" at="docs" development={development} visitor={visitor} wide>
      <div class="reference">
        <nav class="contents" aria-label="Operations">
          {tags.map((tag) => (
            <section>
              <h2>
                <a href={`#${anchor(tag.name)}`}>{tag.name}</a>
              </h2>
              <ul>
                {tag.operations.map(({ method, operation }) => (
                  <li>
                    <a href={`#${operation.operationId}`}>
                      <Method name={method} /> {operation.summary}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <main id="main">
          <div class="told intro">
            <h1>
              Reference <small>{document.info.version}</small>
            </h1>
            <p class="lead">
              <Prose text={document.info.description} />
            </p>
            <dl class="facts">
              <div>
                <dt>Base URL</dt>
                <dd>
                  <code>{baseUrl}</code>
                </dd>
              </div>
              <div>
                <dt>Credential</dt>
                <dd>
                  <code>Authorization: Bearer &lt;token&gt;</code>
                </dd>
              </div>
              <div>
                <dt>Failures</dt>
                <dd>
                  <a href="/problems">a closed list of codes</a>
                </dd>
              </div>
            </dl>
          </div>
          {tags.map((tag) => (
            <section class="tag" aria-labelledby={anchor(tag.name)}>
              <div class="told">
                <h2 id={anchor(tag.name)}>{tag.name}</h2>
                <p>{tag.description}</p>
              </div>
              {tag.operations.map((one) => (
                <OperationSection {...one} baseUrl={baseUrl} resolve={resolve} />
              ))}
            </section>
          ))}
        </main>
      </div>
    </Layout>,
  )
}

const anchor = (name: string) => `tag-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`

function resolveIn({ components }: Document, schema: JsonSchema): JsonSchema {
  const match = typeof schema.$ref === 'string' ? /^#\/components\/(\w+)\/(.+)$/.exec(schema.$ref) : null
  return match ? (components[match[1] as string]?.[match[2] as string] ?? {}) : schema
}
