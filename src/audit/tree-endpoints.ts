/**
 * The tree, as monitors of such logs read it (C2SP tlog-tiles). Hashes and signatures are for everybody: they tell nothing of what was
 * recorded. The entries below them are for those who may read the log.
 */
import * as z from 'zod'
import { AppError } from '../core/errors.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { reading } from './endpoints.ts'
import { newestNote } from './reading/checkpoint.ts'
import { entryBundle, tile } from './reading/tiles.ts'
import { tilePathPattern } from './tree/tile-path.ts'

/** Whatever names no tile is not found; it is not looked at for faults. */
const index = z.string().meta({
  pattern: tilePathPattern,
  maxLength: 32,
  description:
    'Which tile: its number in groups of three digits, all but the last behind an `x`; of a partial tile also its width. `067`, `x001/x234/067`, `067.p/12`.',
})

const level = z
  .string()
  .meta({ pattern: '^([0-9]|[1-5][0-9]|6[0-3])$', maxLength: 2, description: '0: hashes of leaves.' })

const mediaType = 'application/octet-stream'

export const treeEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/audit/checkpoint',
    action: 'audit-logs:checkpoint',
    summary: 'The newest signed head of the audit log',
    tag: reading.tag,
    access: 'anyone',
    limits: reading.limits,
    input: {},
    output: {
      status: 200,
      description: 'A signed note (C2SP tlog-checkpoint).',
      mediaType: 'text/plain; charset=utf-8',
    },
    problems: ['not-found'],
    async run(call) {
      const note = await newestNote(call)
      if (note === undefined) throw new AppError('not-found', 'Nothing was sealed yet.')
      return { body: note }
    },
  }),
  // Before what takes any name for a level.
  endpoint({
    ...reading,
    method: 'GET',
    path: '/audit/tile/entries/{index}',
    rest: true,
    action: 'audit-logs:entries',
    summary: 'Entries of the audit log, below one tile',
    input: { params: z.strictObject({ index }) },
    output: {
      status: 200,
      description: 'Each entry behind its length, two bytes with the higher one first (C2SP tlog-tiles).',
      mediaType,
    },
    problems: ['not-found'],
    run: async (call) => ({ bytes: await entryBundle(call, call.input.params.index) }),
  }),
  endpoint({
    method: 'GET',
    path: '/audit/tile/{level}/{index}',
    rest: true,
    action: 'audit-logs:tile',
    summary: 'A tile of the audit log’s tree',
    tag: reading.tag,
    access: 'anyone',
    limits: reading.limits,
    input: { params: z.strictObject({ level, index }) },
    output: {
      status: 200,
      description: '256 hashes of 32 bytes; fewer where the tile is partial (C2SP tlog-tiles).',
      mediaType,
    },
    problems: ['not-found'],
    async run(call) {
      const { level, index } = call.input.params
      return {
        bytes: await tile(call, level, index),
        headers: { 'cache-control': 'public, max-age=31536000, immutable' },
      }
    },
  }),
]
