/**
 * Full-text search (Postgres, chapter 12): every word must begin a word of one of the searchable fields.
 *
 * Whose row it is stands in the document as well, as a word that no text can hold (it begins with a sign): so the one index finds an owner's words without
 * looking at anybody else's. The words are taken as they are (`simple`): no language is assumed, and none is stemmed.
 */
import { type SQL, sql } from 'drizzle-orm'
import { index, type PgColumn } from 'drizzle-orm/pg-core'
import * as z from 'zod'
import type { Entity } from './declaration.ts'
import type { Operator } from './operators.ts'

const maxWords = 10
const maxText = 200

/** The index that `searchable` needs: `searchIndex('customers', table.ownerId, [table.name, table.notes])`. */
export function searchIndex(table: string, owner: PgColumn, columns: readonly PgColumn[]) {
  return index(searchIndexName(table))
    .using(
      'gin',
      documentOf(
        sql`${owner}`,
        columns.map((column) => sql`${column}`),
      ),
    )
    .where(sql`deleted_at is null`)
}

export const searchIndexName = (table: string) => `${table}_search`

/** Must be the very expression of the index, or that is not used. */
function documentOf(owner: SQL, texts: readonly SQL[]): SQL {
  const text = sql.join(
    texts.map((one) => sql`coalesce(${one}, '')`),
    sql` || ' ' || `,
  )
  return sql`(to_tsvector('simple', ${text}) || array_to_tsvector(array['=' || ${owner}::text]))`
}

/** `q`: asked like a filter, of all searchable fields at once. */
export function searchOperator({ fields, searchable }: Entity): Operator {
  const texts = searchable.map((name) => sql`t.${sql.identifier(fields.get(name)?.column ?? name)}`)
  const owner = sql`quote_literal('=' || ${sql.placeholder('owner')}::text)::tsquery`
  return {
    name: '',
    schema: searchText(searchable),
    value: wordsOf,
    compile: (_column, words) =>
      sql`${documentOf(sql`t.owner_id`, texts)} @@ (${owner} && to_tsquery('simple', ${words}))`,
  }
}

/** From what was typed to a tsquery's text: each word quoted, so that none of its operators is one. */
function wordsOf(text: string): string {
  return wordsIn(text)
    .map((word) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`)
    .join(' & ')
}

const wordsIn = (text: string) => text.split(/\s+/).filter((word) => hasWord.test(word))

const hasWord = /[\p{L}\p{N}]/u

function searchText(searchable: readonly string[]) {
  return z
    .string()
    .overwrite((text) => text.normalize('NFC').trim())
    .refine(
      (text) => text.isWellFormed() && !/\p{Cc}/u.test(text) && text.length <= maxText && isQuestion(text),
      {
        error: `Must be 1 to ${maxWords} words of at most ${maxText} characters together.`,
        params: { code: 'invalid_value' },
      },
    )
    .meta({ maxLength: maxText })
    .describe(
      `Words, each of which must begin a word of ${searchable.map((name) => `\`${name}\``).join(', ')}.`,
    )
}

function isQuestion(text: string) {
  const count = wordsIn(text).length
  return count > 0 && count <= maxWords
}
