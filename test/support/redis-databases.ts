/** Who uses which database of the one Redis: test files run at once, and some of them empty theirs. */
import { redisUrl } from './servers.ts'

const databases = {
  node: 5,
  bun: 6,
  workerd: 7,
  kill: 8,
  shutdown: 9,
  cut: 10,
  confidentiality: 11,
  credentials: 12,
  rolling: 13,
  failure: 14,
  versions: 15,
} as const

export type RedisUser = keyof typeof databases

export function redisOf(user: RedisUser): string {
  if (!redisUrl) throw new Error('This runtime needs TEST_REDIS_URL.')
  return new URL(`/${databases[user]}`, redisUrl).href
}
