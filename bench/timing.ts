/**
 * `npm run timing [-- TRIES [QUESTION]]`: does the time of an answer tell who is known? (ASVS 6.3.8)
 *
 * Logins, registrations and forgotten passwords of people in every state, shuffled together in one run, one at a time, on
 * the real app over Postgres (TEST_POSTGRES_URL). Exits with 1 where the medians of one question lie more than 5 % apart. It needs a quiet
 * machine, so it is no part of the checks.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { openHouse } from '../test/support/house.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const tries = Number(positionals[0] ?? 200)
const tolerance = 0.05
/** A hundred failures stop a password; who is to be known all the time takes turns. */
const turns = Math.ceil(tries / 90)

const house = await openHouse()
const { database } = house.ports
const stranger = () => `p${randomBytes(8).toString('hex')}@example.com`
const word = 'kelp holds on to rock'

async function alter(email: string, change: string): Promise<string> {
  const context = JSON.stringify({ actor_kind: 'system', action: 'bench:timing' })
  await database.atomic([
    { text: `select set_config('app.ctx', $1, true)`, params: [context] },
    { text: `update users set ${change} where email = $1`, params: [email] },
  ])
  return email
}

const known = async () => (await house.signIn()).email
async function unverified() {
  const email = stranger()
  await house.send('POST', '/v1/auth/register', { email, password: word })
  await house.settle()
  return email
}
async function severally(make: () => Promise<string>): Promise<string[]> {
  const made: string[] = []
  while (made.length < turns) made.push(await make())
  return made
}

const people: Readonly<Record<string, readonly string[]>> = {
  wrong: await severally(known),
  known: [await known()],
  disabled: [await alter(await known(), 'disabled_at = now()')],
  unverified: [await unverified()],
  stopped: [await alter(await known(), 'failures = 101')],
}
const one = (kind: string) => () => {
  const emails = people[kind] ?? []
  return emails[randomInt(emails.length)] ?? ''
}

const login = (email: string) => ['/v1/auth/login', { email, password: 'a wrong password' }] as const
const register = (email: string) => ['/v1/auth/register', { email, password: word }] as const
const forgot = (email: string) => ['/v1/auth/password/forgot', { email }] as const

const all = [
  ['login', 'unknown', stranger, login],
  ['login', 'wrong', one('wrong'), login],
  ['login', 'disabled', one('disabled'), login],
  ['login', 'unverified', one('unverified'), login],
  ['login', 'stopped', one('stopped'), login],
  ['register', 'unknown', stranger, register],
  ['register', 'known', one('known'), register],
  ['forgot', 'unknown', stranger, forgot],
  ['forgot', 'known', one('known'), forgot],
  ['forgot', 'unverified', one('unverified'), forgot],
  ['forgot', 'disabled', one('disabled'), forgot],
] as const
const questions = all.filter(([question]) => (positionals[1] ?? question) === question)

const times = questions.map((): number[] => [])
const order = () =>
  questions
    .map((_, at) => ({ at, rank: randomInt(2 ** 32) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ at }) => at)

const warmUps = 5
for (let round = -warmUps; round < tries; round++)
  for (const at of order()) {
    const [, , whose, ask] = questions[at] as (typeof questions)[number]
    const [path, body] = ask(whose())
    const started = performance.now()
    const response = await house.send('POST', path, body)
    await response.arrayBuffer()
    if (round >= 0) times[at]?.push(performance.now() - started)
    if (response.status >= 500 || response.status === 429) throw new Error(`${path}: ${response.status}`)
    await house.settle()
  }
await house.close()

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half) - 1] ?? 0)) / 2
}

console.log(`| question | of whom | median ms (${tries} tries) |\n|---|---|---|`)
const medians = questions.map(([question, whom], at) => ({ question, whom, ms: median(times[at] ?? []) }))
for (const { question, whom, ms } of medians) console.log(`| ${question} | ${whom} | ${ms.toFixed(2)} |`)

let told = false
for (const question of new Set(medians.map((each) => each.question))) {
  const found = medians.filter((each) => each.question === question).map(({ ms }) => ms)
  const apart = Math.max(...found) / Math.min(...found) - 1
  told ||= apart > tolerance
  console.log(`${question}: ${(apart * 100).toFixed(1)} % apart${apart > tolerance ? ', too much' : ''}`)
}
process.exitCode = told ? 1 : 0
