/** What backups are called: by the moment they were taken, so that their order is that of their names. */
import { randomBytes } from 'node:crypto'

const shape = /^(holdfast-\d{8}T\d{9}Z-[\da-f]{6})\.(json|dump|tar\.gz)(\.age)?$/

/** `holdfast-20260131T031700123Z-9f2c1e`. */
export const backupName = (takenAt: Date): string =>
  `holdfast-${takenAt.toISOString().replaceAll(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`

/** The moment in it, in milliseconds; 0 where there is none. For what need not be sure: what is sure stands in its manifest. */
export function momentOf(name: string): number {
  const iso = name.replace(
    /^holdfast-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/,
    '$1-$2-$3T$4:$5:$6.$7Z',
  )
  return Date.parse(iso) || 0
}

export const manifestFile = (name: string): string => `${name}.json`

export const payloadFile = (name: string, kind: 'postgres' | 'embedded', encrypted: boolean): string =>
  `${name}.${kind === 'postgres' ? 'dump' : 'tar.gz'}${encrypted ? '.age' : ''}`

/** Which backup a file belongs to; undefined where it is none of ours. */
export const nameOf = (file: string): string | undefined => shape.exec(file)?.[1]

/** Those that are whole, newest first: a manifest comes last. */
export const wholeAmong = (files: readonly string[]): readonly string[] =>
  files
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => nameOf(file) ?? [])
    .sort()
    .reverse()
