/** A certificate for a name, made for one run by `openssl`, and its key. */
import { execFileSync } from 'node:child_process'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Undefined where there is no `openssl`. */
export function certificateFor(name: string): Certificate | undefined {
  const asked = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=${name} -addext subjectAltName=DNS:${name} -keyout - -out -`
  try {
    const pem = execFileSync('openssl', asked.split(' '), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const at = pem.indexOf('-----BEGIN CERTIFICATE-----')
    return { key: pem.slice(0, at), cert: pem.slice(at) }
  } catch {
    return undefined
  }
}
