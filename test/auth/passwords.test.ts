import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hashGate } from '../../src/auth/hash-gate.ts'
import { hashPassword, verifyPassword } from '../../src/auth/passwords.ts'
import { AppError } from '../../src/core/errors.ts'
import type { Key } from '../../src/core/keys.ts'

const key = (kid: string): Key => ({ kid, bytes: randomBytes(32) })
const k1 = key('k1')
const k2 = key('k2')

function needs(...pepper: [Key, ...Key[]]) {
  const costs: string[] = []
  const meter = {
    count: (_name: string, labels: { cost: string }) => void costs.push(labels.cost),
    observe: () => {},
    render: () => '',
  }
  const config = { keys: { pepper } }
  return { ports: { config, meter } as never, costs }
}

describe('a password', () => {
  test('is kept as a PHC string of scrypt under a pepper, and never twice alike', async () => {
    const { ports } = needs(k1)
    const [a, b] = [await hashPassword(ports, 'correct'), await hashPassword(ports, 'correct')]
    expect(a).toMatch(/^\$scrypt\$ln=14,r=8,p=5,k=k1\$[\w-]{22}\$[\w-]{80}$/)
    expect(a).not.toBe(b)
    expect(await verifyPassword(ports, a, 'correct')).toEqual({ ok: true, stale: false })
  })

  test('is the same however its letters were composed', async () => {
    const { ports } = needs(k1)
    const stored = await hashPassword(ports, 'caf\u00e9')
    expect((await verifyPassword(ports, stored, 'cafe\u0301')).ok).toBe(true)
  })

  test('outlives a rotation of the pepper, and asks to be hashed anew [V11.2.2]', async () => {
    const stored = await hashPassword(needs(k1).ports, 'correct')
    expect(await verifyPassword(needs(k2, k1).ports, stored, 'correct')).toEqual({ ok: true, stale: true })
    expect(await verifyPassword(needs(k2, k1).ports, stored, 'wrong')).toEqual({ ok: false, stale: false })
  })

  test.each<[why: string, spoil: (stored: string) => string | null | undefined, pepper?: Key]>([
    ['nothing stored', () => undefined],
    ['null stored', () => null],
    ['an empty text', () => ''],
    ['garbage', () => '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA'],
    ['a ruinous N', (stored) => stored.replace('ln=14', 'ln=31')],
    ['a ruinous p', (stored) => stored.replace('p=5', 'p=99')],
    ['a ruinous r', (stored) => stored.replace('r=8', 'r=99')],
    ['no work at all', (stored) => stored.replace('ln=14', 'ln=01')],
    ['other parameters than it was made with', (stored) => stored.replace('r=8,p=5', 'r=5,p=8')],
    ['an unknown pepper', (stored) => stored.replace('k=k1', 'k=k9')],
    ['another pepper of the same name', (stored) => stored, key('k1')],
    ['a byte more in the digest', (stored) => `${stored}A`],
    ['a digest that was tampered with', (stored) => stored.slice(0, -1) + (stored.endsWith('A') ? 'B' : 'A')],
    [
      'a salt that was tampered with',
      (stored) => stored.replace(/\$([\w-])(?=[\w-]{21}\$)/, (m) => (m === '$A' ? '$B' : '$A')),
    ],
  ])('is refused on %s, after the same one hash', async (_why, spoil, pepper = k1) => {
    const stored = spoil(await hashPassword(needs(k1).ports, 'correct'))
    const { ports, costs } = needs(pepper)
    expect(await verifyPassword(ports, stored, 'correct')).toEqual({ ok: false, stale: false })
    expect(costs).toHaveLength(1)
    expect(costs).toEqual([String(2 ** 14 * 8 * 5)])
  })
})

describe('the hash gate', () => {
  const held = () => {
    let release = () => {}
    const task = new Promise<void>((resolve) => {
      release = resolve
    })
    return { task: () => task, release }
  }

  test('lets few in, some wait, and refuses the rest with Retry-After [V15.2.2]', async () => {
    const { task, release } = held()
    const all = Array.from({ length: 40 }, () => hashGate(undefined, task))
    const settled = Promise.allSettled(all)
    release()
    const results = await settled
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(15)
    const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused).toHaveLength(25)
    for (const error of refused) {
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject({ code: 'unavailable', headers: { 'retry-after': '2' } })
    }
  })

  test('never runs more than three at once, and all of its places come back', async () => {
    for (let round = 0; round < 5; round++) {
      let running = 0
      let most = 0
      const task = async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 1))
        running--
        if (round === 2) throw new Error('failed')
      }
      await Promise.allSettled(Array.from({ length: 15 }, () => hashGate(undefined, task)))
      expect([most, running]).toEqual([3, 0])
    }
  })

  test('lets who waited too long go, and nobody waits behind them', async () => {
    const { task, release } = held()
    const inside = Array.from({ length: 3 }, () => hashGate(undefined, task))
    const impatient = new AbortController()
    const waiting = hashGate(impatient.signal, async () => 'never')
    impatient.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable' })
    await expect(hashGate(AbortSignal.abort(), async () => 'never')).rejects.toMatchObject({
      code: 'unavailable',
    })
    const next = hashGate(undefined, async () => 'in')
    release()
    await Promise.all(inside)
    expect(await next).toBe('in')
  })
})
