/**
 * Who takes payments: nobody by default, and then somebody records each transfer by hand.
 *
 * The key asks Stripe for something; the webhook secrets tell what Stripe says from what anybody else does. There are
 * several of those while one is being replaced: whatever is signed with any of them is believed.
 */
import * as z from 'zod'
import type { PaymentsConfig } from './config.ts'
import { vendorUrl } from './vendor-url.ts'

export const paymentExamples: Record<string, string> = {
  PAYMENTS: 'stripe',
  STRIPE_SECRET_KEY: 'sk_$FROM_THE_DASHBOARD',
  STRIPE_WEBHOOK_SECRET: 'whsec_$FROM_THE_DASHBOARD',
  STRIPE_API_URL: 'http://127.0.0.1:12111',
  LIMIT_PAYMENTS: '3000/60',
}

const secrets = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

export const paymentFields = {
  PAYMENTS: z.enum(['manual', 'stripe'], 'Must be manual or stripe.').default('manual'),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[rs]k_[!-~]{8,250}$/, 'Must be a secret or restricted key of Stripe: sk_… or rk_….')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .default('')
    .transform(secrets)
    .refine(
      (all) => all.length <= 4 && all.every((one) => /^whsec_[!-~]{16,250}$/.test(one)),
      'Must be one to four signing secrets of Stripe, whsec_…, with commas.',
    ),
  STRIPE_API_URL: vendorUrl('https://api.stripe.com'),
}

type Parsed = z.output<z.ZodObject<typeof paymentFields>>

/** What shows only when they are seen together: the variable, and what is wrong with it. */
export function paymentContradictions(settings: Parsed): readonly (readonly [name: string, wrong: string])[] {
  if (settings.PAYMENTS === 'manual') return []
  const faults: (readonly [string, string])[] = []
  if (!settings.STRIPE_SECRET_KEY) faults.push(['STRIPE_SECRET_KEY', 'Is required where PAYMENTS is stripe.'])
  if (settings.STRIPE_WEBHOOK_SECRET.length === 0)
    faults.push([
      'STRIPE_WEBHOOK_SECRET',
      'Is required where PAYMENTS is stripe: without it no payment is believed.',
    ])
  return faults
}

export function paymentsOf(settings: Parsed): PaymentsConfig {
  const {
    PAYMENTS: driver,
    STRIPE_SECRET_KEY: key = '',
    STRIPE_WEBHOOK_SECRET,
    STRIPE_API_URL: url,
  } = settings
  return driver === 'stripe' ? { driver, key, webhookSecrets: STRIPE_WEBHOOK_SECRET, url } : { driver }
}
