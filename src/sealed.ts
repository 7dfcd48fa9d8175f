/** Every place where something rests that the `field` keys sealed. What is missing here outlives no rotation. */
import { authSealed } from './auth/sealed.ts'
import { sealedOf } from './business/sealed.ts'
import { entities } from './entities/index.ts'
import type { Sealed } from './store/sealed.ts'
import { webhookEndpoints } from './webhooks/webhook-endpoints.ts'

export const sealed: readonly Sealed[] = [
  ...[...entities, webhookEndpoints].flatMap((entity) => sealedOf(entity) ?? []),
  ...authSealed,
]
