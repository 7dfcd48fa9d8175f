/** `holdfast audit verify`: is the log what it was, and are the rows what the log says? Asked of a database that nobody need trust. */
import { parseArgs } from 'node:util'
import type { Verifier } from '../audit/tree/note.ts'
import { verifyPublished } from '../audit/verify/published.ts'
import { verify } from '../audit/verify/verify.ts'
import { coverage } from '../coverage.ts'
import { open } from '../entry/open.ts'
import { inSentences } from '../entry/sentences.ts'
import { isDatabaseError } from '../ports/database.ts'
import { type Held, heldByAnchors, keysOf, notesFrom } from './audit-evidence.ts'
import type { Around } from './command.ts'
import { copyLines, linesOf } from './finding-lines.ts'
import { progress } from './progress.ts'
import { fromFolder, fromUrl } from './published-from.ts'

const options = {
  vkey: { type: 'string', multiple: true, default: [] as string[] },
  checkpoint: { type: 'string', multiple: true, default: [] as string[] },
  anchors: { type: 'string', default: 'newest' },
  url: { type: 'string' },
  dir: { type: 'string' },
  'no-rows': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

/** Exit code 0: all is as it was; 1: something is not; 2: that could not be said. Undefined: asked wrongly. */
export async function verifyLog(args: readonly string[], around: Around): Promise<number | undefined> {
  let asked: ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
  try {
    asked = parseArgs({ args: [...args], options }).values
  } catch {
    return undefined // an option we do not know
  }
  const { anchors } = asked
  if (anchors !== 'newest' && anchors !== 'all' && anchors !== 'none') return undefined
  const { config, stdout, stderr } = around
  const say = (error: string) => {
    if (asked.json) stdout.write(`${JSON.stringify({ ok: false, error })}\n`)
    else stderr.write(`holdfast audit verify: ${error}\n`)
    return 2
  }
  const verifiers = keysOf(asked.vkey ?? [], around)
  if (typeof verifiers === 'string') return say(verifiers)
  const elsewhere = notesFrom(asked.checkpoint ?? [])
  if (typeof elsewhere === 'string') return say(elsewhere)

  if (asked.url !== undefined || asked.dir !== undefined) {
    if (asked.url !== undefined && asked.dir !== undefined) return undefined
    return verifyCopy({ ...asked, verifiers, elsewhere, say }, around)
  }
  const house = await open(config, () => {})
  const begun = performance.now()
  const bar = progress(asked.json ? undefined : stderr, new Map())
  try {
    const held = anchors === 'none' ? noAnchors : await heldByAnchors(around, house.ports.mailer, anchors)
    const verified = await inSentences(config, 'DATABASE_URL', () =>
      verify(house.ports.database, {
        ...{
          verifiers,
          elsewhere: [...elsewhere, ...held.notes],
          coverage: asked['no-rows'] ? undefined : coverage,
        },
        progress: bar.reach,
      }),
    )
    bar.end()
    const seconds = (performance.now() - begun) / 1_000
    const ok = verified.findings.length === 0
    const { away } = held
    const anchored = { held: held.notes.length, away }
    if (asked.json)
      stdout.write(`${JSON.stringify({ ok: ok && away.length === 0, ...verified, anchored, seconds })}\n`)
    else for (const line of linesOf(verified, anchored, seconds)) stdout.write(`${line}\n`)
    return ok ? (away.length > 0 ? 2 : 0) : 1
  } catch (error) {
    bar.end()
    if (error instanceof Error && (isDatabaseError(error) || isDatabaseError(error.cause)))
      return say(error.message)
    throw error
  } finally {
    await house.close()
  }
}

const noAnchors = { notes: [], away: [] } as const

interface CopyAsked {
  readonly url?: string | undefined
  readonly dir?: string | undefined
  readonly json?: boolean | undefined
  readonly verifiers: readonly Verifier[]
  readonly elsewhere: readonly Held[]
  readonly say: (error: string) => number
}

/** A log as it is published: nobody's database is asked. */
async function verifyCopy(asked: CopyAsked, { stdout, stderr }: Around): Promise<number> {
  const { url, dir = '', json, verifiers, elsewhere, say } = asked
  const published = url === undefined ? fromFolder(dir) : fromUrl(url, process.env.HOLDFAST_TOKEN)
  const bar = progress(json ? undefined : stderr, new Map())
  const seen = await verifyPublished(published, { verifiers, elsewhere, progress: bar.reach }).catch(
    (error: Error) => error,
  )
  bar.end()
  if (seen instanceof Error) return say(sentenceOf(seen))
  if (!seen) return say('there is no checkpoint.')
  const ok = seen.findings.length === 0
  if (json) stdout.write(`${JSON.stringify({ ok, ...seen })}\n`)
  else for (const line of copyLines(seen)) stdout.write(`${line}\n`)
  return ok ? 0 : 1
}

/** What fetch throws says nothing; its cause does. */
const sentenceOf = ({ message, cause }: Error) =>
  cause instanceof Error
    ? `the log cannot be reached (${'code' in cause ? cause.code : cause.message}).`
    : message
