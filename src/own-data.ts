/** What belongs to a person beside their account: the domain's rows, and what came of them. */
import type { OwnData } from './auth/own-data.ts'
import { ownRows } from './business/own-rows.ts'
import { entities } from './entities/index.ts'
import { ownMails } from './mailing/own.ts'
import { ownCheckouts } from './payments/own.ts'
import { ownWebhooks } from './webhooks/own.ts'

export const ownData: readonly OwnData[] = [...entities.map(ownRows), ownWebhooks, ownCheckouts, ownMails]
