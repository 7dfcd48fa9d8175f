/** Webhook endpoints: where somebody wants to be told of what happens to their rows. Their secrets are made by us. */
import * as z from 'zod'
import { entity } from '../business/entity.ts'
import { line } from '../core/text.ts'
import { endpointStates, webhookEndpointsTable } from './tables.ts'

const eventPattern = /^(\*|[a-z][a-z0-9-]{0,62}\.(\*|[a-z][a-z0-9-]{0,62}))$/

const event = z
  .string()
  .refine((text) => eventPattern.test(text), {
    error: 'Must be the type of an event, such as invoices.paid, or invoices.*, or *.',
    params: { code: 'invalid_format' },
  })
  .meta({ pattern: eventPattern.source, maxLength: 127, example: 'invoices.paid' })

const events = z
  .array(event)
  .min(1)
  .max(50)
  .refine((types) => new Set(types).size === types.length, {
    error: 'Must name each type once.',
    params: { code: 'not_unique' },
  })

const fields = z.strictObject({
  url: line({ min: 1, max: 2_000 }).meta({ format: 'uri' }),
  description: line({ max: 200 }).nullable().optional(),
  events,
})

export const webhookEndpoints = entity({
  name: 'webhook-endpoints',
  singular: 'a webhook endpoint',
  table: webhookEndpointsTable,
  scope: 'owner',
  create: fields,
  update: fields.partial().extend({ status: z.enum(endpointStates).optional() }),
  output: {
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.string()),
    status: z.enum(endpointStates),
    previousSecretUntil: z.iso
      .datetime({ precision: 3 })
      .nullable()
      .describe('Until then the secret before the last one signs as well.'),
  },
  audited: ['events', 'status', 'previousSecretUntil'],
  // The address may hold a token of the receiver's.
  redacted: ['url', 'description'],
  sensitive: { secret: {}, previousSecret: {} },
  filterable: ['status', 'createdAt'],
  sortable: ['createdAt'],
  cache: false,
  derived: ['secret'],
  // Who is told of the domain need not be told of this.
  emits: [],
})
