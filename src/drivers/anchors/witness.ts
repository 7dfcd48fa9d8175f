/**
 * A witness (C2SP tlog-witness): somebody else who signs a head only where it is the one they signed before, grown. Whoever believes
 * them cannot be shown another history.
 */
import { createHash } from 'node:crypto'
import { cosignerKeyOf } from '../../core/cosigner-key.ts'
import type { Anchor } from '../../ports/anchor.ts'
import { asked, noteBytes } from './asked.ts'
import { cosignaturesIn } from './cosignature.ts'
import { anchorError } from './failure.ts'

export interface WitnessOptions {
  /** Its submission prefix. */
  readonly url: string
  /** Its monitoring prefix; absent: it cannot be asked what it holds. */
  readonly monitoring?: string | undefined
  /** Its key, of a timestamped Ed25519 cosignature. */
  readonly vkey: string
  readonly timeoutMs?: number
}

/** Throws where the key is none. */
export function witness({ url, monitoring, vkey, timeoutMs = 10_000 }: WitnessOptions): Anchor {
  const cosigner = cosignerKeyOf(vkey)
  if (!cosigner) throw new Error('The key of a witness must be name+id+base64, of an Ed25519 cosigner.')
  const submit = `${withoutSlash(url)}/add-checkpoint`
  const within = (signal: AbortSignal) => ({ signal, timeoutMs, maxBytes: noteBytes })
  /** What it holds, as far as we know; who has just started knows nothing, and is told by the first 409. */
  let held = 0

  const submitted = (old: number, proof: readonly Uint8Array[], note: string, signal: AbortSignal) => {
    const hashes = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    const body = `old ${old}\n${hashes}\n${note}`
    return asked(submit, { method: 'POST', headers, body }, within(signal))
  }

  return {
    name: `witness:${cosigner.name}`,

    async publish({ size, note }, consistency, signal) {
      const from = async (old: number) =>
        submitted(old, old > 0 && old < size ? await consistency(old) : [], note, signal)
      let answer = await from(held <= size ? held : 0)
      if (answer.status === 409) {
        held = sizeIn(answer.text, answer.headers)
        // It has signed more than this is: somebody else of ours was faster, or the log went back.
        if (held > size) throw anchorError('ahead')
        answer = await from(held)
      }
      if (answer.status !== 200) throw anchorError(String(answer.status))
      const cosignatures = cosignaturesIn(answer.text, note, cosigner)
      if (!cosignatures) throw anchorError('not-cosigned')
      held = size
      return { cosignatures }
    },

    ...(monitoring && {
      async newest(origin, signal) {
        const whose = createHash('sha256').update(origin).digest('hex')
        const { status, text } = await asked(
          `${withoutSlash(monitoring)}/${whose}/checkpoint`,
          {},
          within(signal),
        )
        if (status === 404) return undefined
        if (status !== 200) throw anchorError(String(status))
        return text
      },
    }),
  }
}

const withoutSlash = (url: string) => url.replace(/\/$/, '')

function sizeIn(text: string, headers: Headers): number {
  const type = headers.get('content-type')?.split(';')[0]?.trim()
  if (type !== 'text/x.tlog.size' || !/^(0|[1-9]\d{0,14})\n$/.test(text)) throw anchorError('malformed')
  return Number(text)
}
