/** The second factors that can be answered with. */
import type { FactorMethod } from './method.ts'
import { passkey } from './passkey.ts'
import { recoveryCode } from './recovery-code.ts'
import { totp } from './totp.ts'

export const factorMethods: readonly FactorMethod[] = [totp, passkey, recoveryCode]
