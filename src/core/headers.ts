/**
 * Header fields of an answer. They travel as a plain record, in which `ETag` and `etag` would be two, so the compiler
 * holds their names to lower case.
 */
export type HeaderFields = Readonly<Record<Lowercase<string>, string>>
