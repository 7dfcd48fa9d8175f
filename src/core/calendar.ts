/** Days and moments as they come in: of years that everybody here can tell, for Postgres knows no year 0. */
import * as z from 'zod'

/** A day, such as `2026-01-31`. */
export const calendarDate = z.iso.date().refine((date) => date >= '1900', {
  error: 'Must not be before 1900.',
  params: { code: 'too_small' },
})

/** A moment with its offset, brought to UTC: `2026-01-31T12:00:00.000Z`. */
export const moment = z.iso
  .datetime({ offset: true })
  .overwrite(inUtc)
  // The year 10000 begins with a plus sign.
  .refine((moment) => moment >= '1900', {
    error: 'Must be of the years 1900 to 9999.',
    params: { code: 'out_of_range' },
  })

/** What is no moment stays as it is: the format was refused before. */
function inUtc(text: string): string {
  const time = Date.parse(text)
  return Number.isNaN(time) ? text : new Date(time).toISOString()
}
