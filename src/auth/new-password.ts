/**
 * May this password be taken? Asked wherever one is chosen: by our own rules first, then of those who know what has leaked.
 * Where they cannot be asked the rules stand alone, and that is counted: a service of others shall not decide who can register.
 */
import { type Fault, invalid } from '../core/errors.ts'
import type { Ports } from '../ports/index.ts'
import { passwordFault } from './password-rules.ts'

type Needs = Pick<Ports, 'config' | 'breaches' | 'meter'>

/** Throws `validation` at `#/password`. `context`: texts that belong to the person, e.g. address and name. */
export async function demandGood(ports: Needs, password: string, context: readonly string[]): Promise<void> {
  const fault = passwordFault(ports.config, password, context) ?? (await leakOf(ports, password))
  if (fault) throw invalid([fault])
}

async function leakOf({ breaches, meter }: Needs, password: string): Promise<Fault | undefined> {
  if (!breaches) return undefined
  const held = await breaches.holds(password)
  const result = held === undefined ? 'unknown' : held ? 'leaked' : 'clear'
  meter.count('password_breach_checks_total', { result })
  return held ? leaked : undefined
}

const leaked: Fault = {
  pointer: '#/password',
  code: 'leaked_password',
  detail: 'Is known from a leak of another service, and tried by those who have read it. Choose another.',
}
