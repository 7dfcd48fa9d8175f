/** The driver against a witness written in another language, over trees that are ours. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grow, rootOf } from '../../../src/audit/tree/edge.ts'
import { leafHash } from '../../../src/audit/tree/hashing.ts'
import { checkpointText, isSigned, signed, signerOf, vkeyOf } from '../../../src/audit/tree/note.ts'
import { consistencyProof, type Hashes } from '../../../src/audit/tree/proofs.ts'
import { cosignerKeyOf } from '../../../src/core/cosigner-key.ts'
import { type WitnessOptions, witness } from '../../../src/drivers/anchors/witness.ts'
import { noGo } from '../../support/go.ts'
import { buildWitness, type WitnessProcess, type WitnessProgram } from './witness-process.ts'

const origin = 'holdfast.test/audit'
const signer = signerOf(origin, randomBytes(32))
const { signal } = new AbortController()

/** A tree that grows one name at a time; two of them with other names are a fork. */
function tree(name = 'entry') {
  const leaves = Array.from({ length: 700 }, (_, at) => leafHash(`${name} ${at}`))
  const { full } = grow([], 0, leaves)
  const hashes: Hashes = async (level, from, to) =>
    level === 0 ? leaves.slice(from, to) : full.slice(from, to).map(({ root }) => root)
  const noteAt = (size: number, by = signer, whose = origin) =>
    signed(checkpointText({ origin: whose, size, root: rootOf(grow([], 0, leaves.slice(0, size)).edge) }), [
      by,
    ])
  return { hashes, noteAt }
}

const { hashes, noteAt } = tree()

describe.skipIf(noGo)('a witness', () => {
  const from: number[] = []
  let running: WitnessProcess
  let program: WitnessProgram
  beforeAll(async () => {
    program = await buildWitness()
  }, 180_000)
  afterAll(() => program?.remove())
  beforeEach(async () => {
    from.length = 0
    running = await program.start(vkeyOf(signer))
  })
  afterEach(() => running?.close())

  const open = (options: Partial<WitnessOptions> = {}) => witness({ ...running.options, ...options })
  const put = (anchor = open(), size = 3, note = noteAt(size), proofs = hashes) =>
    anchor.publish(
      { size, note },
      (older) => {
        from.push(older)
        return consistencyProof(proofs, older, size)
      },
      signal,
    )

  test('is named after its key', () => {
    expect(open().name).toBe('witness:witness.test/w1')
    expect(() => open({ vkey: vkeyOf(signer) })).toThrow('of an Ed25519 cosigner')
  })

  test('cosigns the first that it hears of, and what has grown since, without being asked for its size', async () => {
    const anchor = open()
    const { cosignatures } = await put(anchor)
    expect(cosignatures).toMatch(/^— witness\.test\/w1 \S{104}\n$/)
    for (const size of [4, 257, 600, 700]) expect(await put(anchor, size)).toHaveProperty('cosignatures')
    expect(from).toEqual([3, 4, 257, 600])
  })

  test('tells who has just started how far it is, and is caught up with', async () => {
    await put(open(), 300)
    expect(await put(open(), 700)).toHaveProperty('cosignatures')
    expect(from).toEqual([300])
  })

  test('cosigns the same again, also for who remembers nothing', async () => {
    const anchor = open()
    for (const one of [anchor, anchor, open()]) expect(await put(one, 300)).toHaveProperty('cosignatures')
    expect(from).toEqual([])
  })

  test('is ahead of who comes with less', async () => {
    const anchor = open()
    await put(anchor, 300)
    for (const one of [anchor, open()])
      await expect(put(one, 299)).rejects.toMatchObject({ name: 'AnchorError', code: 'ahead' })
    expect(await put(anchor, 301)).toHaveProperty('cosignatures')
  })

  test('refuses a fork, at a size of its own and at another one', async () => {
    await put(open(), 300)
    const other = tree('another entry')
    for (const size of [300, 400])
      await expect(put(open(), size, other.noteAt(size), other.hashes)).rejects.toMatchObject({ code: '422' })
    expect(await put(open(), 400)).toHaveProperty('cosignatures')
  })

  test('refuses what another key signed, and another log', async () => {
    const stranger = signerOf(origin, randomBytes(32))
    await expect(put(open(), 3, noteAt(3, stranger))).rejects.toMatchObject({ code: '403' })
    const elsewhere = noteAt(3, signerOf('other.test/audit', randomBytes(32)), 'other.test/audit')
    await expect(put(open(), 3, elsewhere)).rejects.toMatchObject({ code: '404' })
  })

  test('is not believed where it has another key than we were told of', async () => {
    const other = await program.start(vkeyOf(signer))
    try {
      const anchor = open({ vkey: other.options.vkey })
      await expect(put(anchor)).rejects.toMatchObject({ code: 'not-cosigned' })
    } finally {
      await other.close()
    }
  })

  test('shows what it holds where it can be asked, cosigned and signed by us', async () => {
    expect(open({ monitoring: undefined })).not.toHaveProperty('newest')
    expect(await open().newest?.(origin, signal)).toBeUndefined()
    await put(open(), 3)
    const { cosignatures } = await put(open(), 300)
    const held = await open().newest?.(origin, signal)
    expect(held).toBe(noteAt(300) + cosignatures)
    expect(isSigned(held ?? '', [signer])).toBe(true)
    expect(await open().newest?.('other.test/audit', signal)).toBeUndefined()
  })
})

describe('what is no answer of a witness', () => {
  let server: Server
  let status = 200
  let type = 'text/plain'
  let body = ''
  let url = ''
  beforeAll(async () => {
    server = createServer((_, out) => out.writeHead(status, { 'content-type': type }).end(body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server?.close())
  const vkey = 'witness.example.com/w1'
  const bytes = Buffer.concat([Uint8Array.of(4), signer.publicKey])

  const asked = () => {
    const key = keyOf(vkey, bytes)
    return witness({ url, vkey: key }).publish(
      { size: 3, note: noteAt(3) },
      (older) => consistencyProof(hashes, older, 3),
      signal,
    )
  }

  test.each([
    ['a size in another type', 409, 'text/plain', '1\n', 'malformed'],
    ['a size that is none', 409, 'text/x.tlog.size', '01\n', 'malformed'],
    ['a size twice', 409, 'text/x.tlog.size', '2\n', '409'],
    ['nothing', 200, 'text/plain', '', 'not-cosigned'],
    ['our own line', 200, 'text/plain', noteAt(3).split('\n\n')[1], 'not-cosigned'],
    ['a page', 200, 'text/html', 'x'.repeat(70_000), 'too-long'],
    ['a redirect', 307, 'text/plain', '', '307'],
    ['a fault', 500, 'text/plain', 'secrets of theirs', '500'],
  ])('%s', async (_what, gotStatus, gotType, gotBody = '', code) => {
    ;[status, type, body] = [gotStatus, gotType, gotBody]
    await expect(asked()).rejects.toMatchObject({ name: 'AnchorError', code })
  })
})

describe('the key of a witness', () => {
  test('is read with its name, and only as a cosigner’s', () => {
    const bytes = Buffer.concat([Uint8Array.of(4), signer.publicKey])
    const vkey = keyOf('witness.example.com/w1', bytes)
    expect(cosignerKeyOf(vkey)).toMatchObject({
      name: 'witness.example.com/w1',
      publicKey: Buffer.from(signer.publicKey),
    })
    expect(cosignerKeyOf(vkey.replace('w1', 'w2'))).toBeUndefined()
    expect(cosignerKeyOf(keyOf('w', Buffer.concat([Uint8Array.of(1), signer.publicKey])))).toBeUndefined()
    expect(cosignerKeyOf(keyOf('w', bytes.subarray(0, 32)))).toBeUndefined()
  })
})

function keyOf(name: string, bytes: Uint8Array): string {
  const id = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8)
  return `${name}+${id}+${Buffer.from(bytes).toString('base64')}`
}
