/** What a verification goes by: whose signatures it believes, and the checkpoints that others hold. */
import { readFileSync } from 'node:fs'
import { signersOf, type Verifier, verifierOf } from '../audit/tree/note.ts'
import { openAnchors } from '../entry/anchors.ts'
import type { Anchor } from '../ports/anchor.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { Around } from './command.ts'

export interface Held {
  readonly note: string
  /** A file, or an anchor. */
  readonly from: string
}

/** Those that were named, or the public halves of the ring's. A sentence where there are none. */
export function keysOf(vkeys: readonly string[], { config }: Around): readonly Verifier[] | string {
  const named = vkeys.map(verifierOf)
  const wrong = named.indexOf(undefined)
  if (wrong >= 0) return `--vkey ${wrong + 1} is no public key of a log; "holdfast audit keys" prints one.`
  const verifiers = named.filter((one) => one !== undefined)
  if (verifiers.length > 0) return verifiers
  const own = signersOf({ origin: config.auditOrigin, keys: config.keys.audit })
  return own.length > 0
    ? own
    : 'there is no key to verify with: name it with --vkey, or give KEYS an audit key.'
}

/** From files. A sentence where one cannot be read. */
export function notesFrom(files: readonly string[]): readonly Held[] | string {
  try {
    return files.map((from) => ({ note: readFileSync(from, 'utf8'), from }))
  } catch (error) {
    return `a checkpoint cannot be read (${(error as NodeJS.ErrnoException).code}).`
  }
}

export interface HeldByAnchors {
  readonly notes: readonly Held[]
  /** Those that could be asked and did not answer. */
  readonly away: readonly string[]
}

const answerWithinMs = 30_000

/** What the anchors of the settings hold of this log: the newest of each, or everything. */
export async function heldByAnchors(
  { config }: Pick<Around, 'config'>,
  mailer: Mailer,
  which: 'newest' | 'all',
): Promise<HeldByAnchors> {
  const anchors = await openAnchors(config.anchors, mailer)
  const [notes, away]: [Held[], string[]] = [[], []]
  for (const anchor of anchors.filter(({ newest, all }) => newest || all)) {
    const { name: from } = anchor
    try {
      for await (const note of which === 'all' ? everyNote(anchor) : newestNote(anchor, config.auditOrigin))
        if (note.startsWith(`${config.auditOrigin}\n`)) notes.push({ note, from })
    } catch {
      away.push(from)
    }
  }
  return { notes, away }
}

async function* newestNote(anchor: Anchor, origin: string) {
  const note = await anchor.newest?.(origin, AbortSignal.timeout(answerWithinMs))
  if (note !== undefined) yield note
}

const everyNote = (anchor: Anchor): AsyncIterable<string> =>
  anchor.all?.(new AbortController().signal) ?? nothing()

async function* nothing() {}
