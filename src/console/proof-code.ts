/** One field for two kinds of code: six digits come from an app, anything else is a recovery code. */

export interface CodeProof {
  readonly method: 'totp' | 'recovery-code'
  readonly code: string
}

export function proofOf(typed: string): CodeProof {
  const digits = typed.replaceAll(/[\s-]/g, '')
  return /^\d{6}$/.test(digits) ? { method: 'totp', code: digits } : { method: 'recovery-code', code: typed }
}
