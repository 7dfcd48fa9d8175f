import type { Readable, Writable } from 'node:stream'
import type { Config } from '../core/config.ts'

export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown }
  readonly stdout: Writable
  readonly stderr: Writable
}

export type Around = Terminal & { readonly config: Config }

/** Resolves to the exit code: 0 done, 1 not done, 2 asked wrongly. */
export type Command = (args: readonly string[], around: Around) => Promise<number>
