/** What a verification found, in words for an operator. */
import { type Finding, type FindingKind, totalOf } from '../audit/verify/findings.ts'
import type { PublishedSeen } from '../audit/verify/published.ts'
import type { Verified } from '../audit/verify/verify.ts'

const words: Readonly<Record<FindingKind, string>> = {
  'checkpoint-changed': 'a checkpoint is not what was signed, or is signed by no key that is known',
  'checkpoint-missing': 'leaves lie beyond the newest checkpoint: one was deleted',
  'checkpoint-unsigned': 'a checkpoint from elsewhere is signed by no key that is known',
  'record-altered': 'a record is not what its leaf was made of',
  'record-missing': 'a record is gone',
  'record-backdated': 'a record stands before the head of the tree and is not in it',
  'leaf-altered': 'a leaf is not what was signed',
  'leaf-missing': 'a leaf is gone',
  'tile-changed': 'the root of a tile is not that of its leaves',
  'root-mismatch': 'the leaves do not make the root that was signed',
  'rolled-back': 'somebody holds a checkpoint of more than there is: the database was set back',
  forked: 'somebody holds a checkpoint with another root: the log was written anew',
  'erasure-unfounded': 'a record lost what it held, and no event says of as many',
  'retirement-unfounded': 'a month is noted as dropped, and no event says so',
  'row-changed': 'a row is not what the log says it became',
  'row-unrecorded': 'a row is there that the log does not know',
  'row-missing': 'a row is gone, and the log does not say so',
}

/** `record-altered   a record is not what its leaf was made of: leaf 4711, record 4720` */
export function lineOf({ kind, seq, id, size, entity, entityId, detail }: Finding): string {
  const about = [
    seq !== undefined && `leaf ${seq}`,
    id !== undefined && `record ${id}`,
    size !== undefined && `size ${size}`,
    entity !== undefined && `${entity} ${entityId ?? ''}`.trim(),
    detail,
  ].filter(Boolean)
  return `${kind.padEnd(21)} ${words[kind]}${about.length > 0 ? `: ${about.join(', ')}` : ''}`
}

export interface Anchored {
  /** Checkpoints of the anchors that it was held against. */
  readonly held: number
  readonly away: readonly string[]
}

export function linesOf(verified: Verified, anchored: Anchored, seconds: number): readonly string[] {
  const { size, checkpoints, records, retired, unsealed, rows, erased, findings, counts } = verified
  return [
    ...named({ findings, counts }),
    `tree        ${size} leaves under ${checkpoints} signed checkpoints`,
    ...(anchored.held > 0
      ? [`anchors     ${anchored.held} checkpoints that they hold were held against it`]
      : []),
    ...anchored.away.map((name) => `            ${name} did not answer: what it holds was not compared`),
    `records     ${records} recomputed${retired > 0 ? `, ${retired} of months that were dropped` : ''}`,
    ...erased.map(({ event, records: count }) => `            ${count} erased by event ${event}`),
    `unsealed    ${unsealed}${unsealed > 0 ? ': nobody can say yet whether these were changed' : ''}`,
    `rows        ${rows} held against the log`,
    verdict(counts, ` in ${seconds.toFixed(1)} s`),
  ]
}

export function copyLines({ size, entries, findings, counts }: PublishedSeen): readonly string[] {
  const rest = size > entries ? `; ${size - entries} could not be read, and were taken by their hashes` : ''
  return [
    ...named({ findings, counts }),
    `tree        ${size} leaves, all hashed anew`,
    `entries     ${entries} recomputed${rest}`,
    verdict(counts, ''),
  ]
}

function named({ findings, counts }: Pick<Verified, 'findings' | 'counts'>): readonly string[] {
  const unnamed = totalOf(counts) - findings.length
  return [
    ...findings.map(lineOf),
    ...(unnamed > 0 ? [`… and ${unnamed} more of the same kinds`] : []),
    ...(findings.length > 0 ? [''] : []),
  ]
}

function verdict(counts: Readonly<Record<string, number>>, how: string): string {
  const total = totalOf(counts)
  return total === 0 ? `verified${how}` : `NOT VERIFIED: ${total} ${total === 1 ? 'finding' : 'findings'}`
}
