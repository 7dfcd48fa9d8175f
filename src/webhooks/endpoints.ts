/** What can be asked of webhook endpoints: what every entity can be asked, and what has to do with secrets and deliveries. */
import * as z from 'zod'
import { named as namedOf, params } from '../business/endpoints/verb.ts'
import { entityEndpoints } from '../business/endpoints.ts'
import { uuid } from '../core/text.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { pageQuery, pageShape } from '../store/page.ts'
import { createEndpoint } from './create.ts'
import { deliveryShape, listDeliveries } from './deliveries.ts'
import { permit } from './permit.ts'
import { replayDelivery } from './replay.ts'
import { rotateSecret } from './rotate-secret.ts'
import { webhookEndpoints as entity } from './webhook-endpoints.ts'

const named = (verb: string) => ({ ...namedOf(entity, verb), tag: 'Webhooks' })

const path = `/v1/${entity.name}`
const withSecret = entity.output.extend({
  secret: z.string().describe('Shown this once: `whsec_` and the base64 of the bytes that sign.'),
})

const creating = endpoint({
  ...named('create'),
  method: 'POST',
  path,
  summary: 'Create a webhook endpoint',
  input: { body: entity.create },
  output: {
    status: 201,
    description: 'It exists now, and is yours.',
    body: withSecret,
    headers: ['Location', 'ETag'],
  },
  problems: ['validation', 'conflict'],
  idempotent: true,
  run: (call) => createEndpoint(call, call.input.body),
})

const rotating = endpoint({
  ...named('rotate-secret'),
  method: 'POST',
  path: `${path}/{id}/rotate-secret`,
  summary: 'Make a new signing secret; the old one signs as well for 24 hours',
  input: { params },
  output: {
    status: 200,
    description: 'As it is now, with its new secret.',
    body: withSecret,
    headers: ['ETag'],
  },
  problems: ['validation', 'not-found', 'conflict'],
  conditional: 'optional',
  idempotent: true,
  run: (call) => rotateSecret(call, call.input.params.id),
})

const listing = endpoint({
  ...named('list-deliveries'),
  access: { permission: `domain:${entity.name}:list` },
  method: 'GET',
  path: `${path}/{id}/deliveries`,
  summary: 'What was sent to a webhook endpoint, newest first',
  input: { params, query: pageQuery.schema },
  output: {
    status: 200,
    description: 'One page of its delivery log, which goes back 30 days.',
    body: z.strictObject({ data: z.array(deliveryShape), page: pageShape }),
    headers: ['Link'],
  },
  problems: ['validation', 'not-found', 'invalid-cursor'],
  run: (call) => listDeliveries(call, call.input.params.id, pageQuery.parse(call.input.query)),
})

const replaying = endpoint({
  ...named('replay'),
  method: 'POST',
  path: `${path}/{id}/deliveries/{deliveryId}/replay`,
  summary: 'Deliver once more what is over',
  input: { params: params.extend({ deliveryId: uuid }) },
  output: { status: 202, description: 'It is due now.', body: deliveryShape },
  problems: ['validation', 'not-found', 'conflict'],
  idempotent: true,
  run: (call) => replayDelivery(call, call.input.params.id, call.input.params.deliveryId),
})

/** Verbs that make no endpoint: whatever makes one makes its secret, and sees that there are not too many. */
const generic = ['list', 'read', 'export', 'history', 'update', 'delete'].map(
  (verb) => `${entity.name}:${verb}`,
)

const checked = (one: Endpoint): Endpoint => ({
  ...one,
  tag: 'Webhooks',
  run(call) {
    permit(call.ports.egress, (call.input.body as { readonly url?: string } | undefined)?.url)
    return one.run(call)
  },
})

export const webhookEndpoints: readonly Endpoint[] = [
  creating,
  ...entityEndpoints(entity)
    .filter(({ action }) => generic.includes(action))
    .map(checked),
  rotating,
  listing,
  replaying,
]
