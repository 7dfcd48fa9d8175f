/**
 * Whom a server speaks with besides its clients: somebody who receives its webhooks, and Stripe. One of each for all runtimes,
 * so that all are told the same addresses.
 */
import { randomBytes } from 'node:crypto'
import { type StripeStandIn, stripeStandIn } from '../support/stripe-stand-in.ts'
import { openReceiver, type Receiver } from '../support/webhook-receiver.ts'

export interface Counterparts {
  /** Answers 204, but for `/gone` and what is below it (410) and `/moved` (307). */
  readonly receiver: Receiver
  readonly stripe: StripeStandIn
  /** By which Stripe's events are signed: the one, and the one it is being replaced with. */
  readonly stripeSecrets: readonly [string, string]
  /** What a server has to be told of them. */
  readonly settings: Readonly<Record<string, string>>
  /** What of that it must not tell. */
  readonly secrets: readonly string[]
  close(): Promise<void>
}

const statuses: Readonly<Record<string, number>> = { gone: 410, moved: 307 }

export async function openCounterparts(): Promise<Counterparts> {
  const [receiver, stripe] = await Promise.all([openReceiver(), stripeStandIn()])
  receiver.answer((response, { path }) => {
    const status = statuses[path.split('/')[1] ?? ''] ?? 204
    response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end()
  })
  const secret = () => `whsec_${randomBytes(16).toString('hex')}`
  const stripeSecrets = [secret(), secret()] as const
  return {
    receiver,
    stripe,
    stripeSecrets,
    settings: {
      ALLOW_PRIVATE_HOSTS: '127.0.0.1',
      PAYMENTS: 'stripe',
      STRIPE_SECRET_KEY: stripe.key,
      STRIPE_WEBHOOK_SECRET: stripeSecrets.join(),
      STRIPE_API_URL: stripe.url,
    },
    secrets: [stripe.key, ...stripeSecrets],
    async close() {
      stripe.close()
      await receiver.close()
    },
  }
}
