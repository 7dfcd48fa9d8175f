/** The files that pages load: ours, each named with its fingerprint, so that a browser may keep what it has for a year. */
import * as z from 'zod'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { open } from './opened.ts'
import { script, scriptVersion } from './script.ts'
import { style, styleVersion } from './style.ts'
import { paper, paperVersion } from './style-paper.ts'

interface Asset {
  readonly file: string
  readonly action: string
  readonly summary: string
  readonly mediaType: string
  readonly content: string
  readonly version: () => string
}

const asset = ({ file, action, summary, mediaType, content, version }: Asset): Endpoint =>
  endpoint({
    ...open,
    path: `/assets/${file}`,
    action: `documentation:${action}`,
    summary,
    tag: 'Documentation',
    input: { query: z.strictObject({ v: z.string().max(16).optional().describe('Its fingerprint.') }) },
    output: { status: 200, description: 'A file.', mediaType: `${mediaType}; charset=utf-8` },
    async run({ input: { query } }) {
      const kept = query.v === version() ? 'public, max-age=31536000, immutable' : 'no-cache'
      return { body: content, headers: { 'cache-control': kept } }
    },
  })

export const assets: readonly Endpoint[] = [
  asset({
    file: 'holdfast.css',
    action: 'style',
    summary: 'The stylesheet of these pages.',
    mediaType: 'text/css',
    content: style,
    version: styleVersion,
  }),
  asset({
    file: 'paper.css',
    action: 'paper',
    summary: 'The stylesheet of what is printed.',
    mediaType: 'text/css',
    content: paper,
    version: paperVersion,
  }),
  asset({
    file: 'holdfast.js',
    action: 'script',
    summary: 'The script of the pages with a form; they work without it.',
    mediaType: 'text/javascript',
    content: script,
    version: scriptVersion,
  }),
]
