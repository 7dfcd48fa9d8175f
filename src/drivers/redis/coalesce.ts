/**
 * Admissions of one turn of the event loop travel together: who asks for what somebody beside him asks for is not asked
 * again, and a limit that meets several of them is counted once, by as many. A flood of one caller costs Redis a
 * few commands a turn, not a few for each request.
 *
 * For processes whose sockets outlive a request; in a Worker no request may wait for another's.
 */
import type { Admission, AdmissionAnswer, AdmissionRequest, Limit, Verdict } from '../../ports/admission.ts'

export function coalesced(admission: Admission): Admission {
  let turn: Turn | undefined

  function depart() {
    const leaving = turn
    turn = undefined
    if (leaving) leaving.answer(admission.admit(leaving.request()))
  }

  return {
    admit(request) {
      if (!turn) {
        turn = opened()
        setImmediate(depart)
      }
      return turn.board(request)
    },
  }
}

type Turn = ReturnType<typeof opened>

function opened() {
  const limits = new Map<string, Counted>()
  const look = new Map<string, number>()
  const announce = new Set<string>()
  let answer: (answer: Promise<AdmissionAnswer>) => void = () => {}
  const answered = new Promise<AdmissionAnswer>((resolve) => {
    answer = resolve
  })

  return {
    async board(request: AdmissionRequest): Promise<AdmissionAnswer> {
      for (const key of request.announce) announce.add(key)
      const places = request.look.map((key) => placeOf(look, key))
      const seats = request.limits.map((limit) => seatOf(limits, limit))
      const { verdicts, found } = await answered
      return {
        verdicts: seats.map(({ place, before }) => nth(verdicts[place] as Verdict, before)),
        found: places.map((place) => found[place] ?? null),
      }
    },
    request: (): AdmissionRequest => ({
      limits: [...limits.values()].map(({ limit, times }) => ({ ...limit, times })),
      look: [...look.keys()],
      announce: [...announce],
    }),
    answer,
  }
}

interface Counted {
  readonly limit: Limit
  readonly place: number
  times: number
}

/** Where its verdict will stand, and how many of this turn were counted before it. */
function seatOf(limits: Map<string, Counted>, limit: Limit) {
  const identity = `${limit.name} ${limit.key} ${limit.count}/${limit.windowSeconds}`
  const counted = limits.get(identity) ?? { limit, place: limits.size, times: 0 }
  limits.set(identity, counted)
  const before = counted.times
  counted.times += limit.times ?? 1
  return { place: counted.place, before }
}

function placeOf(places: Map<string, number>, key: string): number {
  const place = places.get(key) ?? places.size
  places.set(key, place)
  return place
}

/** The verdict of the one before whom so many were counted, from that of the first. */
function nth(first: Verdict, before: number): Verdict {
  if (before === 0) return first
  const remaining = first.remaining - before
  return { ...first, allowed: first.allowed && remaining >= 0, remaining: Math.max(0, remaining) }
}
