import { Buffer } from 'node:buffer'

/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then randomness. Ids sort by birth, so new rows
 * share index pages, and they are made by the app, so every statement of a batch knows them beforehand.
 */
export function uuidv7(now = Date.now()): string {
  const time = now.toString(16).padStart(12, '0')
  const random = randomBytes10()
  const variant = '89ab'.charAt(Number.parseInt(random.charAt(3), 16) & 0x3)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
}

/** Randomness is fetched by the page, as hex: a call to the system for each id costs more than the id. Ids are no secrets. */
const idsPerPage = 256
let page = ''

/** 80 random bits, each used once, as hex. */
function randomBytes10(): string {
  if (page === '') page = Buffer.from(crypto.getRandomValues(new Uint8Array(10 * idsPerPage))).toString('hex')
  const text = page.slice(0, 20)
  page = page.slice(20)
  return text
}

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Is this text a UUID in canonical lower case? */
export function isUuid(text: string): boolean {
  return shape.test(text)
}
