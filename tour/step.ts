/** A step of the tour: what is asked, what must come of it, and what each layer has to do with it. */
import type { Client } from '../client/index.ts'
import { type Answer, type Ask, at, voice } from './ask.ts'

/** The pipeline, in the order in which a request walks it. */
export const layers = [
  'Validation',
  'Authentication',
  'Authorization',
  'Logic',
  'Database',
  'Audit',
  'Response',
] as const

export type Layer = (typeof layers)[number]

export interface Told {
  readonly number: number
  readonly title: string
  readonly ask: Ask
  readonly shows: readonly string[]
  readonly answer: Answer
  readonly expected: number
  readonly ok: boolean
  /** What happened at each layer that had something to do. */
  readonly layers: Readonly<Partial<Record<Layer, string>>>
  /** The layer that ended the request, where one refused it. */
  readonly stoppedAt: Layer | undefined
}

export interface Step {
  readonly title: string
  readonly call: (api: Client) => Promise<unknown>
  /** The headers of the request that the step is about. */
  readonly shows?: readonly string[]
  readonly expected: number
  /** Beyond the status: the sentence that fails, or undefined. */
  readonly check?: (answer: Answer) => string | undefined
  readonly layers: Readonly<Partial<Record<Layer, string>>> | ((answer: Answer) => Told['layers'])
  readonly stoppedAt?: Layer
}

export class Unexpected extends Error {}

/** Takes one step after the other; each is told, then the next one may build on its answer. */
export function walker(origin: string, token: () => string | undefined, tell: (told: Told) => void) {
  const say = voice(origin, token)
  let number = 0
  return async function walk(step: Step): Promise<Answer> {
    const { title, call, shows = [], expected, check, layers: said, stoppedAt } = step
    const { ask, answer } = await say(call)
    const wrong =
      answer.status === expected
        ? check?.(answer)
        : `Expected ${expected}, got ${answer.status}${at(answer, 'code') && ` (${at(answer, 'code')})`}.`
    number++
    const ok = wrong === undefined
    const what = ok ? (typeof said === 'function' ? said(answer) : said) : {}
    tell({
      number,
      title,
      ask,
      shows,
      answer,
      expected,
      ok,
      layers: what,
      stoppedAt: ok ? stoppedAt : undefined,
    })
    if (!ok) throw new Unexpected(wrong)
    return answer
  }
}
