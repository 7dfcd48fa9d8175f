/** A clock that one process goes by, and that is set while it runs (libfaketime). Its timers go on as they were. */
import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Clock {
  /** For the process, as it is started. */
  readonly env: Readonly<Record<string, string>>
  /** So many seconds off, from about now on. */
  set(seconds: number): void
}

/** How long a process goes by what it read last, in seconds. */
const readEvery = 1

/** Undefined where libfaketime is not installed. */
export function openClock(folder: string): Clock | undefined {
  const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')
  if (!library) return undefined
  const file = join(folder, 'clock')
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  set(0)
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: String(readEvery),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
  }
}
