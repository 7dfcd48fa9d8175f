/** Every place where something rests that the `field` keys sealed. What is missing here outlives no rotation. */
import { authSealed } from '../auth/sealed.ts'
import { sealedOf } from '../business/sealed.ts'
import type { Sealed } from '../store/sealed.ts'
import { entities } from './index.ts'

export const sealed: readonly Sealed[] = [
  ...entities.flatMap((entity) => sealedOf(entity) ?? []),
  ...authSealed,
]
