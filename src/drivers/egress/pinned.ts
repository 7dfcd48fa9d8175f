/**
 * The way out on Node and Bun. A name is looked up here, once; every address that it leads to is looked at, and the connection
 * goes to one of those and to no other: what the name leads to a moment later is nobody's concern (DNS rebinding).
 *
 * Host, SNI and the certificate are those of the name all the same, for only the look-up is ours.
 */
import { lookup } from 'node:dns/promises'
import { request as plain } from 'node:http'
import { request as tls } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivate } from '../../core/address.ts'
import { type Answered, type Egress, egressError, isEgressError, type Posting } from '../../ports/egress.ts'
import { defaultTimeoutMs, type EgressRules, maxAnswerBytes, permitted } from './permitted.ts'

export interface PinnedOptions extends EgressRules {
  /** From a name to its addresses; default: as the system resolves it. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
  /** Certificates to trust instead of those that the runtime trusts, as PEM. */
  readonly ca?: string
}

export function pinned(options: PinnedOptions): Egress {
  const { privateHosts, resolve = bySystem, timeoutMs = defaultTimeoutMs } = options

  /** Throws where any of the addresses is ours: a name that leads in and out is not to be trusted half. */
  async function addressesOf({ hostname }: URL): Promise<readonly string[]> {
    const literal = hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(literal) ? [literal] : await resolve(hostname)
    const open = addresses.every((address) => isIP(address) !== 0 && !isPrivate(address))
    if (addresses.length === 0 || !(open || privateHosts.includes(hostname))) throw egressError('refused')
    return addresses
  }

  return {
    permits: (url) => permitted(options, url) !== undefined,
    async post(posting, outer) {
      const url = permitted(options, posting.url)
      if (!url) throw egressError('refused')
      const signal = AbortSignal.any([outer, AbortSignal.timeout(timeoutMs)])
      try {
        return await ask(url, await heeding(signal, addressesOf(url)), posting, signal, options.ca)
      } catch (error) {
        throw isEgressError(error) ? error : egressError(signal.aborted ? 'time' : 'unreachable')
      }
    },
  }
}

async function bySystem(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

/** A look-up cannot be called off, but nobody need wait for it. */
function heeding<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

function ask(
  url: URL,
  addresses: readonly string[],
  { headers, body }: Posting,
  signal: AbortSignal,
  ca: string | undefined,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = (url.protocol === 'https:' ? tls : plain)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // A connection of its own: one that was kept could be another's, checked at another time.
      agent: false,
      lookup: handing(addresses),
      signal,
      ...(ca && { ca }),
    })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] })
      let taken = 0
      answer.on('error', () => {})
      answer.on('data', (chunk: Uint8Array) => {
        taken += chunk.byteLength
        if (taken > maxAnswerBytes) asked.destroy()
      })
    })
    asked.end(body)
  })
}

/** Looks nothing up: hands over what was looked at. */
function handing(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_name, options, done) => {
    const [first] = all
    if (options.all) done(null, all)
    else done(null, first?.address ?? '', first?.family)
  }
}
