import { Buffer } from 'node:buffer'

/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then randomness. Ids sort by birth, so new rows
 * share index pages, and they are made by the app, so every statement of a batch knows them beforehand.
 */
export function uuidv7(now = Date.now()): string {
  const random = randomBytes10()
  const hex = now.toString(16).padStart(12, '0') + random
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(12, 15)}-${variant}${hex.slice(16, 19)}-${hex.slice(19, 31)}`
}

/** Randomness is fetched by the page: a call to the system for each id costs more than the id. */
const page = new Uint8Array(2560)
let used = page.length

/** 80 random bits, each used once, as hex. */
function randomBytes10(): string {
  if (used === page.length) {
    crypto.getRandomValues(page)
    used = 0
  }
  const text = Buffer.from(page.buffer, used, 10).toString('hex')
  page.fill(0, used, used + 10)
  used += 10
  return text
}

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Is this text a UUID in canonical lower case? */
export function isUuid(text: string): boolean {
  return shape.test(text)
}
