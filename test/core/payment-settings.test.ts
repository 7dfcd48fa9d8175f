import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyPurposes } from '../../src/core/keys.ts'
import { type Environment, parseSettings } from '../../src/core/settings.ts'

const parse = (environment: Environment) =>
  parseSettings(
    {
      KEYS: keyPurposes.map((purpose) => `k1:${purpose}:${randomBytes(32).toString('base64')}`).join(','),
      ...environment,
    },
    { mode: 'development', database: 'pglite' },
  )
const config = (environment: Environment) => {
  const settings = parse(environment)
  if ('faults' in settings) throw new Error(JSON.stringify(settings.faults))
  return settings.config
}
const faults = (environment: Environment) => {
  const settings = parse(environment)
  return 'faults' in settings ? settings.faults.map(({ name, wrong }) => [name, wrong]) : []
}
const [one, two] = ['one', 'two'].map((name) => `whsec_${name.padEnd(24, '0')}`)
const stripe = { PAYMENTS: 'stripe', STRIPE_SECRET_KEY: 'sk_test_0123456789', STRIPE_WEBHOOK_SECRET: one }

describe('the settings of payments', () => {
  test('are by hand by default, also where somebody else’s keys lie about', () => {
    expect(config({}).payments).toEqual({ driver: 'manual' })
    expect(config({ ...stripe, PAYMENTS: 'manual' }).payments).toEqual({ driver: 'manual' })
    expect(config({}).limits.payments).toEqual({ count: 3000, windowSeconds: 60 })
  })

  test('name Stripe, its key and its secret; several while one is replaced', () => {
    const named = { driver: 'stripe', key: 'sk_test_0123456789', url: 'https://api.stripe.com' }
    expect(config(stripe).payments).toEqual({ ...named, webhookSecrets: [one] })
    expect(config({ ...stripe, STRIPE_WEBHOOK_SECRET: `${one}, ${two}` }).payments).toEqual({
      ...named,
      webhookSecrets: [one, two],
    })
    expect(config({ ...stripe, STRIPE_SECRET_KEY: 'rk_live_0123456789' }).payments).toMatchObject({
      key: 'rk_live_0123456789',
    })
  })

  test.each([
    'https://stripe.example.com',
    'http://127.0.0.1:12111',
    'http://[::1]:12111',
    'http://localhost:1/x/',
  ])('may lead to %s instead', (url) => {
    expect(config({ ...stripe, STRIPE_API_URL: url }).payments).toMatchObject({ url: url.replace(/\/$/, '') })
  })

  test.each([
    ['PAYMENTS', { PAYMENTS: 'paypal' }, 'Must be manual or stripe.'],
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: '' }, 'Is required where PAYMENTS is stripe.'],
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: 'pk_test_0123456789' }, /^Must be a secret or restricted key/],
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: 'sk_test_ 123456789' }, /^Must be a secret or restricted key/],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: '' }, /^Is required .* no payment is believed\.$/],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: 'sk_test_0123456789012345' }, /^Must be one to four/],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: 'whsec_short' }, /^Must be one to four/],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: `${one},oops` }, /^Must be one to four/],
    ['STRIPE_API_URL', { STRIPE_API_URL: 'http://stripe.example.com' }, /^Must be an https:/],
    ['STRIPE_API_URL', { STRIPE_API_URL: 'http://10.0.0.1' }, /^Must be an https:/],
    ['STRIPE_API_URL', { STRIPE_API_URL: 'https://user@stripe.example.com' }, /^Must be an https:/],
    ['STRIPE_API_URL', { STRIPE_API_URL: 'ftp://127.0.0.1' }, /^Must be an https:/],
    ['STRIPE_API_URL', { STRIPE_API_URL: 'stripe' }, /^Must be an https:/],
    ['LIMIT_PAYMENTS', { LIMIT_PAYMENTS: 'many' }, 'Must be <count>/<seconds>.'],
  ])('%s %j is refused by its name', (name, more, wrong) => {
    const sentence = typeof wrong === 'string' ? wrong : expect.stringMatching(wrong)
    expect(faults({ ...stripe, ...more })).toEqual([[name, sentence]])
  })

  test('are refused together, and no secret is repeated', () => {
    const wrong = { PAYMENTS: 'stripe', STRIPE_SECRET_KEY: 'hunter2', STRIPE_WEBHOOK_SECRET: 'hunter3' }
    const settings = parse(wrong)
    expect(faults(wrong).map(([name]) => name)).toEqual(['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'])
    expect(JSON.stringify(settings)).not.toContain('hunter')
  })
})
