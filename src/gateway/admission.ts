/**
 * Admission: may this caller ask at all right now? One trip to Redis carries the limits, the session look-up
 * and the row that the endpoint reads or announces. Nothing fetched here is used before authorization.
 *
 * It needs no deadline: the first to ask has all of it before him, and Redis' own time is far shorter.
 * Redis away: general limits are counted in this process; what guards a password or sends a mail answers 503 as well.
 */
import { createMiddleware } from 'hono/factory'
import { credentialKey } from '../auth/tokens.ts'
import { addressPrefix } from '../core/address.ts'
import { sha256 } from '../core/bytes.ts'
import { AppError, unavailable } from '../core/errors.ts'
import type { AdmissionAnswer, AdmissionRequest, Limit, Verdict } from '../ports/admission.ts'
import type { Credential, Endpoint, LimitName } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import type { AppEnv } from './context.ts'
import { presented } from './credential.ts'

/** What is not found is limited like what is. */
export type Gate = Pick<Endpoint, 'limits' | 'access' | 'cache' | 'unrecognised'>

export const admission = (gate: Gate, endpoint?: Endpoint) =>
  createMiddleware<AppEnv>(async function admission(c, next) {
    c.set('endpoint', endpoint)
    if (endpoint?.patienceMs) c.get('prolong')(endpoint.patienceMs)
    const ports = c.get('ports')
    const client = c.get('client')
    const blind = gate.access === 'operator' || gate.unrecognised
    const credential = blind ? undefined : presentedOrNothing(() => presented(c))
    const token = credential instanceof AppError ? undefined : credential
    const known = token?.hash && credentialKey(token.kind, token.hash)
    const row = gate.cache?.key(c.req.param() as Record<string, string>)

    const reads = gate.cache?.use === 'read' && row !== undefined
    const { answer, degraded, failure } = await ask(ports, gate, {
      limits: limitsOf(ports, gate.limits, client.address, token && (token.hash ?? sha256(token.token))),
      look: [...(known ? [known] : []), ...(reads ? [row] : [])],
      announce: gate.cache?.use === 'announce' && row !== undefined ? [row] : [],
    })
    const [first = null, second = null] = answer.found
    c.set('credential', token)
    c.set('admitted', {
      degraded,
      principal: known ? first : null,
      row: reads ? (known ? second : first) : null,
    })

    const verdict = refusedOrLast(answer.verdicts)
    // Set now, so that they stand on whatever answer comes: a success, a problem, or the deadline's.
    if (verdict) Object.assign(c.get('headers'), limitHeaders(verdict))
    if (verdict?.allowed === false) throw tooMany(verdict)
    // Counted first, refused second: a flood of broken credentials is a flood.
    if (credential instanceof AppError) throw credential
    if (failure !== undefined && gate.limits.some(isGuard)) throw unavailable(failure)
    await next()
  })

interface Asked {
  readonly answer: AdmissionAnswer
  /** Redis did not answer, and this process counted alone. */
  readonly degraded: boolean
  readonly failure?: unknown
}

async function ask(ports: Ports, gate: Gate, request: AdmissionRequest): Promise<Asked> {
  if (gate.limits.includes('local'))
    return { answer: await ports.local.admit({ ...request, announce: [] }), degraded: false }
  try {
    return { answer: await ports.admission.admit(request), degraded: false }
  } catch (failure) {
    ports.modes.degraded(gate.limits.some(isGuard) ? 'limits-closed' : 'limits-local')
    if (request.look.length > 0) ports.modes.degraded('cache-bypassed')
    const limits = request.limits.filter(({ name }) => !isGuard(name))
    const answer = await ports.local.admit({ ...request, limits, look: [], announce: [] })
    return { answer, degraded: true, failure }
  }
}

/** Many processes that each count for themselves would give as many times the allowance. */
const isGuard = (name: string) => name === 'login' || name === 'mail'

/** Keys are digests: neither a token nor an address stands in Redis in clear. */
function limitsOf(
  { config }: Ports,
  names: readonly LimitName[],
  address: string,
  credentialDigest: string | undefined,
): Limit[] {
  const prefix = digestOf(address)
  const limits: Limit[] = []
  for (const name of names) {
    const { count, windowSeconds } = config.limits[name === 'local' ? 'address' : name]
    limits.push({ name: name === 'local' ? 'address' : name, key: `${name}:${prefix}`, count, windowSeconds })
    if (name !== 'address' || credentialDigest === undefined) continue
    const key = `credential:${credentialDigest.slice(0, 32)}`
    limits.push({ name: 'credential', key, ...config.limits.credential })
  }
  return limits
}

/** Most requests come from an address that was just here; a digest each time would be for nothing. */
const digests = new Map<string, string>()

function digestOf(address: string): string {
  const known = digests.get(address)
  if (known) return known
  if (digests.size > 1000) digests.clear()
  const digest = sha256(addressPrefix(address)).slice(0, 32)
  digests.set(address, digest)
  return digest
}

/** The client is shown the limit that stopped it, or else the most specific one. */
function refusedOrLast(verdicts: readonly Verdict[]) {
  return verdicts.find(({ allowed }) => !allowed) ?? verdicts.at(-1)
}

/** draft-ietf-httpapi-ratelimit-headers-09: quota and window, what is left and until when. */
function limitHeaders({ name, count, windowSeconds, remaining, resetSeconds }: Verdict) {
  return {
    'ratelimit-policy': `"${name}";q=${count};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${Math.max(0, remaining)};t=${resetSeconds}`,
  }
}

function tooMany(verdict: Verdict) {
  return new AppError('rate-limited', undefined, {
    headers: { 'retry-after': String(Math.max(1, verdict.resetSeconds)) },
  })
}

/** A credential that cannot be read is kept as its error until the caller has been counted. */
function presentedOrNothing(read: () => Credential | undefined): Credential | AppError | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
