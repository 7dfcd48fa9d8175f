/**
 * Bad input gets an answer, and nothing else: no 5xx, no echo of what was sent, nothing of our insides.
 * FUZZ_REQUESTS says how many (CI: 100,000); FUZZ_SEED repeats a run.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problems } from '../../src/core/errors.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { type Attack, attacks, canary, type Document } from './requests.ts'

const total = Number(process.env.FUZZ_REQUESTS ?? 3_000)
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
const atOnce = 16

/** Not in a nonce, where chance may write anything. */
const insides =
  /\bat .*\.(ts|js):\d|node_modules|drizzle|pg_|postgres|select .* from|insert into|SQLSTATE|syntax error|ECONN|stack/i

let house: House
let person: Person

beforeAll(async () => {
  house = await openHouse()
  person = await house.signIn()
})
afterAll(() => house?.close())

test(`${total} bad requests (seed ${seed}) get no 5xx, no echo, no insides [V16.5.1] [V2.2.1]`, {
  timeout: 1_800_000,
}, async () => {
  const document = (await (await house.send('GET', '/openapi.json')).json()) as Document
  const generated = fc.sample(attacks(document, await known()), { numRuns: total, seed })
  const statuses: Record<number, number> = {}
  const faults: string[] = []
  let next = 0
  const worker = async () => {
    for (let attack = generated[next++]; attack; attack = generated[next++]) {
      // As a server takes them: between two requests the loop looks after what has arrived elsewhere.
      await new Promise(setImmediate)
      const response = await send(attack)
      if (!response) continue
      statuses[response.status] = (statuses[response.status] ?? 0) + 1
      const text = await response.text()
      const fault = faultOf(response, text)
      if (fault)
        faults.push(
          `${fault}: ${JSON.stringify(attack).slice(0, 600)} → ${response.status} ${text.slice(0, 400)}`,
        )
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  console.log(`${next - atOnce} requests:`, JSON.stringify(statuses))
  expect(faults.slice(0, 10)).toEqual([])
})

async function known() {
  const ids: string[] = [person.id, person.sessionId]
  for (let i = 0; i < 3; i++) {
    const { id } = (await (
      await house.send('POST', '/v1/customers', { name: 'Known' }, person.token)
    ).json()) as { id: string }
    ids.push(id)
    const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
    const invoice = await house.send(
      'POST',
      '/v1/invoices',
      { customerId: id, currency: 'EUR', lines: [line] },
      person.token,
    )
    ids.push(((await invoice.json()) as { id: string }).id)
  }
  const page = await house.send('GET', '/v1/customers?limit=1', undefined, person.token)
  const {
    page: { nextCursor },
  } = (await page.json()) as { page: { nextCursor: string } }
  return { token: person.token, ids, cursor: nextCursor }
}

/** A request that the platform itself refuses to build (a header it cannot carry) never reaches anybody. */
async function send({ method, path, headers, body }: Attack): Promise<Response | undefined> {
  // An attack that ends the session ends the run: these are tried elsewhere.
  if (/logout|sign-out|\/sessions|^\/account\/erase/.test(path) && method !== 'GET') return undefined
  if (method === 'DELETE' && path.startsWith('/v1/me')) return undefined
  try {
    return await house.fetch(path, { method, headers, ...(body !== undefined && { body }) })
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function faultOf(response: Response, text: string): string | undefined {
  if (response.status >= 500) return 'a 5xx'
  if (response.status < 400) return undefined
  const page = response.headers.get('content-type')?.startsWith('text/html')
  // A page shows its own form again, to who filled it in.
  if (!page && text.includes(canary)) return 'an echo in the body'
  for (const [name, value] of response.headers) if (value.includes(canary)) return `an echo in ${name}`
  if (insides.test(text.replaceAll(/nonce="[\w-]+"/g, ''))) return 'our insides'
  if (page) return undefined
  const problem = JSON.parse(text) as { code: keyof typeof problems; status: number }
  if (!(problem.code in problems) || problem.status !== response.status) return 'no problem document'
  return undefined
}
