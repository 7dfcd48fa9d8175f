import type { Readable, Writable } from 'node:stream'
import type { Config } from '../core/config.ts'

export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown }
  readonly stdout: Writable
  readonly stderr: Writable
}

/** Resolves to the exit code: 0 done, 1 not done, 2 asked wrongly. */
export type Command = (
  args: readonly string[],
  around: Terminal & { readonly config: Config },
) => Promise<number>
