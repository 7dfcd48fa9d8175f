/** The tour as text: a step, its request line, and a line for each layer that had something to do. */
import { layers, type Told } from './step.ts'

export interface Paint {
  strong(text: string): string
  quiet(text: string): string
  good(text: string): string
  bad(text: string): string
}

const ansi = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`
const plain = (text: string) => text

export const paintOf = (colour: boolean): Paint =>
  colour
    ? { strong: ansi(1), quiet: ansi(2), good: ansi(32), bad: ansi(31) }
    : { strong: plain, quiet: plain, good: plain, bad: plain }

const width = 76
const margin = '    '

export function narrate(told: Told, paint: Paint): string {
  const { number, title, answer, expected, ok } = told
  const right = `${answer.status}  ${answer.milliseconds.toFixed(0).padStart(4)} ms`
  const left = `${String(number).padStart(2)}  ${title}`
  const gap = ' '.repeat(Math.max(2, width - left.length - right.length))
  const shown = ok ? paint.good(right) : paint.bad(`${right}  (expected ${expected})`)
  const lines = [`${paint.strong(left)}${gap}${shown}`, paint.quiet(`${margin}${requestLine(told)}`)]
  return `${[...lines, ...layerLines(told, paint), paint.quiet(`${margin}${evidence(told)}`)].join('\n')}\n`
}

function requestLine({ ask: { method, path, headers }, shows }: Told): string {
  const shown = shows.map((name) => `${name}: ${headers.get(name)}`)
  return shorten([`${method} ${path}`, ...shown].join('   '))
}

function layerLines({ layers: said, stoppedAt }: Told, paint: Paint): string[] {
  return layers.flatMap((layer) => {
    const text = said[layer]
    if (text === undefined) return []
    const mark = layer === stoppedAt ? paint.bad('■') : paint.good('·')
    const [first = '', ...more] = text.split('\n')
    const indent = `${margin}${' '.repeat(18)}`
    return [`${margin}${mark} ${layer.padEnd(16)}${first}`, ...more.map((line) => `${indent}${line}`)]
  })
}

/** What anybody can check: the answer's own headers. */
function evidence({ answer: { headers } }: Told): string {
  const tag = headers.get('etag')
  const id = headers.get('x-request-id')
  return [tag && `ETag ${tag}`, id && `request ${id}`].filter(Boolean).join('   ')
}

/** An id by its beginning and its end; the request's own is shown whole. */
const shorten = (text: string) => text.replace(/([0-9a-f]{8})-[0-9a-f-]{23}([0-9a-f]{4})/g, '$1…$2')
