/** Where a published log is read from: a folder, or a URL. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Published } from '../audit/verify/published.ts'

export const fromFolder =
  (folder: string): Published =>
  (path) =>
    readFile(join(folder, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })

/** What may not be read without a token is as if it were not there; any other failure is one. */
export function fromUrl(url: string, token: string | undefined): Published {
  const base = url.replace(/\/$/, '')
  return async (path) => {
    const response = await fetch(`${base}/${path}`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    })
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
    await response.body?.cancel()
    if ([401, 403, 404].includes(response.status)) return undefined
    throw new Error(`the log at ${new URL(base).host} answers with ${response.status}.`)
  }
}
