/** What the pages that anyone may open have in common. */
import { withoutDeadCookie } from './refused.tsx'

export const html = 'text/html; charset=utf-8'
export const open = { method: 'GET', access: 'anyone', limits: ['address'], problems: [] } as const
export const shown = { ...open, page: true, refused: withoutDeadCookie } as const
