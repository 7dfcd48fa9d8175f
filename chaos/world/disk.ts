/** A small disk of one's own, in memory, that can be full. Needs to be allowed to mount one. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Disk {
  readonly path: string
  /** Leaves so much of it. */
  fill(bytes: number): void
  free(): void
  close(): void
}

const size = 4 * 1024 ** 3

/** Undefined where nobody may mount. What is not used of it takes no memory. */
export function openDisk(): Disk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-disk-'))
  const mount = (...options: string[]) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(), 'tmpfs', path], { stdio: 'ignore' })
  try {
    mount(`size=${size}`, 'mode=0777')
  } catch {
    rmSync(path, { recursive: true })
    return undefined
  }
  chmodSync(path, 0o777)
  const close = () => {
    process.off('exit', close)
    execFileSync('umount', ['--lazy', path], { stdio: 'ignore' })
    rmSync(path, { recursive: true, force: true })
  }
  // A run that ends early leaves no disk behind.
  process.once('exit', close)
  return {
    path,
    // Made smaller, and not filled with anything: that takes as long as a disk is large.
    fill(bytes) {
      const { blocks, bfree, bsize } = statfsSync(path)
      mount('remount', `size=${(blocks - bfree) * bsize + bytes}`)
    },
    free: () => void mount('remount', `size=${size}`),
    close,
  }
}
