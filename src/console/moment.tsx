/** A moment as a person reads it: `26 Nov 2026, 00:15 UTC`. The server does not know where its reader is. */
export function Moment({ at }: { at: string }) {
  const [, day, month, year, time = ''] = new Date(at).toUTCString().split(' ')
  return (
    <time datetime={at}>
      {Number(day)} {month} {year}, {time.slice(0, 5)} UTC
    </time>
  )
}
