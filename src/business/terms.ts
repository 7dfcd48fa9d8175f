/** Terms with commas, as `sort` and `fields` take them: each known, none named twice. */
import * as z from 'zod'

/** `nameOf` tells what a term is about, where it says more than a name: `-createdAt`. */
export function termsOf(known: readonly string[], max: number, nameOf = (term: string) => term) {
  return z.string().refine(
    (text) => {
      const terms = text.split(',')
      const names = new Set(terms.map(nameOf))
      return terms.length <= max && names.size === terms.length && terms.every((term) => known.includes(term))
    },
    {
      error: `Must be at most ${max} of ${known.join(', ')}, with commas, each at most once.`,
      params: { code: 'invalid_value' },
    },
  )
}

export const maxFields = 50
