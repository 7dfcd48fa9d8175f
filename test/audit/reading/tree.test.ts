/** The tree through the front door: a proof, the tiles and the entries, each held against the signed checkpoint. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leafHash } from '../../../src/audit/tree/hashing.ts'
import { isSigned, parseCheckpoint, signersOf } from '../../../src/audit/tree/note.ts'
import { includes } from '../../../src/audit/tree/proofs.ts'
import { tileNamed } from '../../../src/audit/tree/tile-path.ts'
import { type Published, verifyPublished } from '../../../src/audit/verify/published.ts'
import { counting, type Trips } from '../../support/counting.ts'
import type { Json } from '../../support/house.ts'
import { postgresUrl } from '../../support/servers.ts'
import { mth, path as pathOf, plainLeaf } from '../tree/plain.ts'
import { type ReadingRoom, readingRoom } from './room.ts'

const split = (bytes: Buffer) =>
  Array.from({ length: bytes.length / 32 }, (_, at) => bytes.subarray(at * 32, at * 32 + 32))

/** C2SP tlog-proof, read by rules of its own. */
function readProof(text: string) {
  const [, extra = '', index = '', hashes = '', note = ''] =
    /^c2sp\.org\/tlog-proof@v1\nextra ([A-Za-z0-9+/=]+)\nindex (\d+)\n((?:[A-Za-z0-9+/]{43}=\n)*)\n([\s\S]+)$/.exec(
      text,
    ) ?? []
  return {
    entry: Buffer.from(extra, 'base64').toString(),
    index: Number(index),
    hashes: hashes
      .split('\n')
      .slice(0, -1)
      .map((one) => Buffer.from(one, 'base64')),
    note,
  }
}

/** C2SP tlog-tiles, "Merkle Tree". */
const nameOf = (index: number, width = 256) =>
  `${String(index).padStart(3, '0')}${width === 256 ? '' : `.p/${width}`}`

describe.skipIf(!postgresUrl)('the tree', () => {
  let room: ReadingRoom
  const trips: Trips = { redis: 0, postgres: 0 }
  let size: number
  let note: string
  let root: Uint8Array
  beforeAll(async () => {
    room = await readingRoom({ wrap: counting(trips) })
  })
  afterAll(() => room?.close())

  const verification = async () => (await room.get('/v1/audit-logs/verification')).body as Json

  test('is not there before anything was sealed', async () => {
    expect((await room.bytes('/audit/checkpoint')).status).toBe(404)
    expect((await room.bytes('/audit/tile/0/000.p/1')).status).toBe(404)
    expect(await verification()).toMatchObject({
      ...{ size: 0, root: null, origin: null, checkpointAt: null, anchors: [] },
      ...{ unsealed: expect.any(Number), unsealedSince: expect.any(String) },
    })
    const exported = await room.fetch('/v1/audit-logs/export')
    expect([exported.status, await exported.text()]).toEqual([200, ''])
  })

  describe('of nine hundred records', () => {
    let leaves: Buffer[]
    beforeAll(async () => {
      await room.record(900)
      await room.settle()
      const read = await room.bytes('/audit/checkpoint')
      note = read.body.toString()
      const checkpoint = parseCheckpoint(note)
      size = checkpoint?.size ?? 0
      root = checkpoint?.root as Uint8Array
    })

    /** All hashes of a level, tile by tile, as a monitor of such logs would read them. */
    async function level(number: number): Promise<Buffer[]> {
      const count = Math.floor(size / 256 ** number)
      const hashes: Buffer[] = []
      for (let from = 0; from < count; from += 256) {
        const path = `/audit/tile/${number}/${nameOf(from / 256, Math.min(256, count - from))}`
        const { status, headers, body } = await room.bytes(path)
        expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'application/octet-stream'])
        expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
        hashes.push(...split(body))
      }
      return hashes
    }

    test('its head is signed, and anybody’s to read', async () => {
      const { status, headers } = await room.bytes('/audit/checkpoint')
      expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
      expect(headers.get('cache-control')).toBe('no-cache')
      expect(isSigned(note, signersOf(room.sealing))).toBe(true)
      expect(size).toBeGreaterThan(900)
    })

    test('its tiles make the root', async () => {
      leaves = await level(0)
      expect(leaves).toHaveLength(size)
      expect(Buffer.from(mth(leaves))).toEqual(root)
      const above = await level(1)
      expect(above).toHaveLength(3)
      for (const [at, hash] of above.entries())
        expect(hash).toEqual(Buffer.from(mth(leaves.slice(at * 256, at * 256 + 256))))
    })

    test('its entries make the tiles', async () => {
      const tail = size % 256
      for (const [index, width] of [
        [0, 256],
        [1, 256],
        [Math.floor(size / 256), tail],
        [0, 7],
      ] as const) {
        const { status, headers, body } = await room.bytes(
          `/audit/tile/entries/${nameOf(index, width)}`,
          room.auditor.token,
        )
        expect([status, headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
        expect(headers.get('cache-control')).toMatch(/^private/)
        const entries: Buffer[] = []
        for (let at = 0; at < body.length; ) {
          const length = body.readUInt16BE(at)
          entries.push(body.subarray(at + 2, at + 2 + length))
          at += 2 + length
        }
        const hashes = entries.map((entry) => plainLeaf(entry.toString()))
        expect(hashes).toEqual(leaves.slice(index * 256, index * 256 + width))
      }
    })

    test.each([
      ...[
        '0/00',
        '0/0000',
        '0/x000/000',
        '0/x001',
        '0/000/',
        '0/000.p',
        '0/000.p/0',
        '0/000.p/01',
        '0/000.p/256',
        '0/000.p/300',
      ],
      ...[
        '0/999',
        '0/x001/000',
        '0/003',
        '1/000',
        '1/000.p/4',
        '2/000.p/1',
        '64/000',
        '00/000',
        'x/000',
        '-1/000',
        '0/x001/x001/x001/001',
      ],
    ])('has no tile %s', async (path) => {
      expect((await room.bytes(`/audit/tile/${path}`)).status).toBe(404)
      if (!path.startsWith('0/')) return
      expect((await room.bytes(`/audit/tile/entries/${path.slice(2)}`, room.admin.token)).status).toBe(404)
    })

    test('has each tile under its one name, whose slashes may be percent-encoded as OpenAPI would have them', async () => {
      const plain = await room.bytes('/audit/tile/0/000.p/5')
      const encoded = await room.bytes('/audit/tile/0/000.p%2F5')
      expect([plain.status, encoded.status]).toEqual([200, 200])
      expect(encoded.body).toEqual(plain.body)
      expect((await room.house.send('DELETE', '/audit/tile/0/000.p/5')).status).toBe(405)
    })

    test('is verified by whoever reads it, by its entries where they may, else by its hashes', async () => {
      const asked = {
        verifiers: signersOf(room.sealing),
        elsewhere: [{ note, from: 'kept' }],
        progress: () => {},
      }
      const readBy =
        (token?: string): Published =>
        async (path) => {
          const { status, body } = await room.bytes(`/audit/${path}`, token)
          return status === 200 ? body : undefined
        }
      const [auditor, anybody] = [
        await verifyPublished(readBy(room.auditor.token), asked),
        await verifyPublished(readBy(), asked),
      ]
      expect(auditor).toMatchObject({ findings: [], size, entries: size })
      expect(anybody).toMatchObject({ findings: [], size, entries: 0 })
    })

    test('a record is proven to be in it', async () => {
      for (const seq of [0, 1, 255, 256, 700, size - 1]) {
        const [row] = await room.house.rows(
          'select log_id::text as id from audit_leaves where seq = $1',
          String(seq),
        )
        const response = await room.fetch(`/v1/audit-logs/${row?.id}/proof`)
        expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
        expect(response.headers.get('content-disposition')).toBe(
          `attachment; filename="${row?.id}.tlog-proof"`,
        )
        const proof = readProof(await response.text())
        expect(proof.index).toBe(seq)
        expect(proof.note).toBe(note)
        expect(proof.entry).toBe((await room.get(`/v1/audit-logs/${row?.id}`)).body.entry)
        expect(includes(proof.hashes, seq, size, leafHash(proof.entry), root)).toBe(true)
        expect(proof.hashes).toEqual(pathOf(seq, leaves).map((one) => Buffer.from(one)))
        expect(includes(proof.hashes, seq, size, leafHash(`${proof.entry} `), root)).toBe(false)
      }
    })

    test.each([
      ['/v1/audit-logs/1/proof', 2],
      ['/v1/audit-logs/verification', 1],
      ['/audit/checkpoint', 1],
      ['/audit/tile/0/000', 1],
      ['/audit/tile/entries/000', 1],
    ])('%s is asked of the database in %i trips', async (path, count) => {
      await room.get('/v1/me')
      trips.postgres = 0
      expect((await room.fetch(path)).status).toBe(200)
      expect(trips.postgres).toBe(count)
    })

    test('a record that is not sealed yet is not, and who asks is told to come again', async () => {
      await room.record(1, {}, 'unsealed')
      const [record] = (await room.get('/v1/audit-logs?entity=unsealed')).body.data
      const { status, headers, body } = await room.get(`/v1/audit-logs/${record.id}/proof`)
      expect([status, body.code, headers.get('retry-after')]).toEqual([409, 'conflict', '3'])
      expect((await room.get('/v1/audit-logs/999999999/proof')).status).toBe(404)
      const { unsealed, unsealedSince } = await verification()
      expect([unsealed, unsealedSince <= record.createdAt]).toEqual([1, true])
      await room.settle()
      expect((await room.fetch(`/v1/audit-logs/${record.id}/proof`)).status).toBe(200)
    })

    test('the newest head stands beside an answer, for who prefers to have it', async () => {
      const { house, member, auditor } = room
      await room.settle()
      const newest = (await room.bytes('/audit/checkpoint')).body.toString()
      const prefer = { prefer: 'Audit-Checkpoint, return=minimal' }
      const made = await house.call('POST', '/v1/customers', { name: 'C' }, member.token, prefer)
      expect([made.status, made.headers.get('preference-applied')]).toEqual([
        201,
        'return=minimal, audit-checkpoint',
      ])
      const path = made.headers.get('location') ?? ''
      const asked: [string, string][] = [
        [path, member.token],
        ['/v1/customers', member.token],
        ['/v1/audit-logs', auditor.token],
        ['/v1/audit-logs/1', auditor.token],
        ['/v1/audit-logs/1/proof', auditor.token],
      ]
      for (const [at, token] of asked) {
        const response = await house.send('GET', at, undefined, token, prefer)
        const { headers, status } = response
        expect([at, status, headers.get('preference-applied')]).toEqual([at, 200, 'audit-checkpoint'])
        expect(Buffer.from(headers.get('audit-checkpoint') ?? '', 'base64').toString()).toBe(newest)
        const plain = await house.send('GET', at, undefined, token)
        expect(plain.headers.get('audit-checkpoint')).toBeNull()
        const tag = headers.get('etag')
        if (!tag) continue
        const again = await house.send('GET', at, undefined, token, { ...prefer, 'if-none-match': tag })
        expect([at, again.status, again.headers.has('audit-checkpoint')]).toEqual([at, 304, true])
      }
    })

    test('tells how far it goes, and what was published where', async () => {
      await room.settle()
      const newest = parseCheckpoint((await room.bytes('/audit/checkpoint')).body.toString())
      const cosigned = '— witness.example AAAA\n'
      for (const [anchor, size, lines] of [
        ['folder', 1, null],
        ['folder', newest?.size, null],
        ['witness:a', newest?.size, `${cosigned}not a signature\n`],
        ['witness:b', newest?.size, cosigned.replace('witness', 'other').trim()],
      ] as const)
        await room.sealing.database.query({
          text: 'insert into audit_anchorings (anchor, size, cosignatures) values ($1, $2::bigint, $3)',
          params: [anchor, size ?? 0, lines],
        })
      const at = expect.stringMatching(/Z$/)
      expect(await verification()).toEqual({
        ...{ size: newest?.size, root: Buffer.from(newest?.root as Uint8Array).toString('base64') },
        ...{ origin: 'holdfast.test/audit', checkpointAt: at, unsealed: 0, unsealedSince: null },
        anchors: ['folder', 'witness:a', 'witness:b'].map((anchor) => ({ anchor, size: newest?.size, at })),
      })
      const cosignedNote = (await room.bytes('/audit/checkpoint')).body.toString()
      expect(cosignedNote.endsWith('=\n— witness.example AAAA\n— other.example AAAA\n')).toBe(true)
      expect(parseCheckpoint(cosignedNote)).toEqual(newest)
      expect(isSigned(cosignedNote, signersOf(room.sealing))).toBe(true)
    })
  })
})

test.each<[path: string, index: number | undefined, width?: number]>([
  ['000', 0, 256],
  ['067', 67, 256],
  ['x001/x234/067', 1_234_067, 256],
  ['x010/000', 10_000, 256],
  ['x001/067.p/12', 1_067, 12],
  ['999.p/255', 999, 255],
  ['x000/067', undefined],
  ['1', undefined],
  ['001.p/256', undefined],
  ['001.p/', undefined],
  ['x001/001/', undefined],
  ['001\n', undefined],
])('%j names the tile %s', (path, index, width) => {
  expect(tileNamed(path)).toEqual(index === undefined ? undefined : { index, width })
})
