/**
 * Header fields of an answer. They travel as a plain record, in which `ETag` and `etag` would be two, so the compiler
 * holds their names to lower case.
 */
export type HeaderFields = Readonly<Record<Lowercase<string>, string>>

/** What came under the names that were asked for; undefined where nothing did. */
export type SentHeaders = Readonly<Record<string, string | undefined>>
