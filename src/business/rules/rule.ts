/** A rule: from a declaration to sentences about what breaks it. */
import { reserved } from '../columns.ts'
import type { Declaration } from '../declaration.ts'
import type { Fields } from '../fields.ts'

export type Rule = (declaration: Declaration, fields: Fields) => readonly Wrong[]

/** Which field, and what is wrong with it. */
export type Wrong = readonly [field: string, sentence: string]

export const isReserved = (name: string) => (reserved as readonly string[]).includes(name)

/** The columns that hold blind indexes. */
export const lookupsOf = ({ sensitive = {} }: Declaration): readonly string[] =>
  Object.values(sensitive).flatMap(({ lookup }) => lookup ?? [])
