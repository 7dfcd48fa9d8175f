/** One operation of the reference: what it takes, what it answers, how it fails, and how to call it. */
import { type ProblemCode, problems } from '../core/errors.ts'
import type { Operation } from '../gateway/openapi.ts'
import type { JsonSchema } from '../gateway/openapi-schema.ts'
import { curlOf, mediaOf, type Request } from './docs-curl.ts'
import { Field, Fields, kindOf, type Resolve } from './docs-schema.tsx'
import { Prose } from './layout.tsx'

export function OperationSection(request: Request) {
  const { method, path, operation, resolve } = request
  const media = mediaOf(operation)
  const success = Object.entries(operation.responses)
    .filter(([status]) => Number(status) < 400)
    .map(
      ([status, response]) => [status, resolve(response as JsonSchema) as unknown as ResponseShape] as const,
    )
  const [, ...about] = operation.description.split('\n\n')
  return (
    <section class="operation" id={operation.operationId} aria-labelledby={`${operation.operationId}-title`}>
      <div class="told">
        <h3 id={`${operation.operationId}-title`}>
          <a href={`#${operation.operationId}`}>{operation.summary}</a>
        </h3>
        <p class="route">
          <Method name={method} /> <code>{path}</code>
        </p>
        <p class="quiet">
          <Prose text={about.join(' ')} />
        </p>
        <Parameters parameters={(operation.parameters ?? []).map(resolve)} resolve={resolve} />
        {media && (
          <>
            <h4>Body</h4>
            <p class="quiet">
              {kindOf(media.schema, resolve)}, as{' '}
              {Object.keys(operation.requestBody?.content ?? {}).map((type, at) => (
                <>
                  {at > 0 && ' or '}
                  <code>{type}</code>
                </>
              ))}
            </p>
            <Fields schema={media.schema} resolve={resolve} />
          </>
        )}
        <h4>Answers</h4>
        {success.map(([status, response]) => (
          <Answer status={status} response={response} resolve={resolve} />
        ))}
        <Failures operation={operation} resolve={resolve} />
      </div>
      <div class="shown">
        <Sample title="Request" text={curlOf(request)} />
        {success.slice(0, 1).map(([status, response]) => {
          const example = Object.values(response.content ?? {})[0]?.example
          return example === undefined ? null : (
            <Sample title={`Answer ${status}`} text={JSON.stringify(example, null, 2)} />
          )
        })}
      </div>
    </section>
  )
}

interface ResponseShape {
  readonly description: string
  readonly headers?: Readonly<Record<string, JsonSchema>>
  readonly content?: Readonly<Record<string, JsonSchema>>
}

export function Method({ name }: { name: string }) {
  return <span class={`method ${name.toLowerCase()}`}>{name}</span>
}

function Sample({ title, text }: { title: string; text: string }) {
  return (
    <figure class="sample">
      <figcaption>{title}</figcaption>
      <pre tabindex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  )
}

const places = { path: 'Path', query: 'Query', header: 'Headers' }

function Parameters({ parameters, resolve }: { parameters: readonly JsonSchema[]; resolve: Resolve }) {
  return (
    <>
      {Object.entries(places).map(([place, title]) => {
        const here = parameters.filter((one) => one.in === place)
        const bases = new Set(here.map(({ name }) => name))
        const plain = here.filter(
          ({ name }) => !bases.has(String(name).replace(/\[\w+\]$/, '')) || !operatorOf(name),
        )
        if (here.length === 0) return null
        return (
          <>
            <h4>{title}</h4>
            <ul class="fields">
              {plain.map(({ name, schema, required, description }) => (
                <Field
                  name={String(name)}
                  schema={{ ...(schema as JsonSchema), description }}
                  required={required === true}
                  resolve={resolve}
                  also={here
                    .filter((one) => String(one.name).startsWith(`${name}[`))
                    .map((one) => operatorOf(one.name) ?? '')}
                />
              ))}
            </ul>
          </>
        )
      })}
    </>
  )
}

/** `total[gte]` is told beside `total`. */
const operatorOf = (name: unknown) => /\[\w+\]$/.exec(String(name))?.[0]

/** Headers that every answer has are told once, at the top of the page. */
const notable = ['ETag', 'Location', 'Link', 'Set-Cookie', 'Idempotency-Replayed']

function Answer({
  status,
  response,
  resolve,
}: {
  status: string
  response: ResponseShape
  resolve: Resolve
}) {
  const headers = Object.keys(response.headers ?? {}).filter((name) => notable.includes(name))
  const [content] = Object.entries(response.content ?? {})
  const schema = content?.[1].schema as JsonSchema | undefined
  const fields = schema && <Fields schema={schema} resolve={resolve} />
  return (
    <div class="answer">
      <p>
        <strong class="status good">{status}</strong> <Prose text={response.description} />
      </p>
      <p class="quiet">
        {content ? <code>{content[0]}</code> : 'No body.'}
        {schema && content?.[0] === 'application/json' && ` ${kindOf(schema, resolve)}`}
        {headers.length > 0 && ` · with ${headers.join(', ')}`}
      </p>
      {fields && content?.[0] === 'application/json' && (
        <details>
          <summary>What is in it</summary>
          {fields}
        </details>
      )}
    </div>
  )
}

function Failures({ operation, resolve }: { operation: Operation; resolve: Resolve }) {
  const codes = Object.entries(operation.responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, response]) => codesOf(resolve(response as JsonSchema)))
  return (
    <details class="failures">
      <summary>{codes.length} problems it can answer with</summary>
      <ul>
        {codes.map((code) => (
          <li>
            <strong class="status">{problems[code].status}</strong>{' '}
            <a href={`/problems/${code}`}>
              <code>{code}</code>
            </a>{' '}
            <span class="quiet">{problems[code].title}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function codesOf(response: JsonSchema): ProblemCode[] {
  const { content } = response as { content: Record<string, { examples: Record<string, unknown> }> }
  return Object.keys(content['application/problem+json']?.examples ?? {}) as ProblemCode[]
}
