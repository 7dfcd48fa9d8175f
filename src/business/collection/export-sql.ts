/**
 * The statement of one page of an export: only the columns that are told, and no more rows than weigh about half a mebibyte, since
 * what a row weighs is its owner's choice.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { KeyRing } from '../../core/keys.ts'
import type { Row, Statement } from '../../ports/database.ts'
import type { CursorValue } from '../../store/cursor.ts'
import { shapes } from '../../store/shapes.ts'
import type { Entity } from '../declaration.ts'
import type { Field } from '../fields.ts'
import type { Filter } from '../filters.ts'
import { orderBy, rangesAfter } from '../keyset.ts'
import type { Stored } from '../render.ts'
import { conditionsOf, pageValues } from './page-sql.ts'

const maxRows = 500
const maxBytes = 524_288

export interface ExportPage {
  /** Each as JSON text: a page of them parsed would weigh several times as much. */
  readonly rows: readonly string[]
  /** Where the next one begins; undefined where there is none. */
  readonly mark: readonly CursorValue[] | undefined
}

interface Asked {
  readonly owner: string
  readonly filters: readonly Filter[]
  /** The fields that are told. */
  readonly only: readonly string[]
  readonly mark: ExportPage['mark']
}

export function exportPages(entity: Entity) {
  const statementOf = shapes()
  // Neither ever changes, so that no row is told twice; and there is an index in this order.
  const order = ['createdAt', 'id'].map((name) => ({
    field: entity.fields.get(name) as Field,
    descending: false,
  }))

  function pageSql({ filters, only, mark }: Asked): SQL {
    const names = new Set([...order.map(({ field }) => field.name), ...only])
    const columns = [...names].map(
      (name) => sql`t.${sql.identifier(entity.fields.get(name)?.column ?? name)}`,
    )
    const after = mark ? rangesAfter(order, [false, false]) : []
    return sql`with page as materialized (
        select t.created_at, t.id, to_json(t)::text as told from (
          select ${sql.join(columns, sql`, `)} from ${sql.identifier(entity.table)} t
          where ${sql.join([...conditionsOf(filters), ...after], sql` and `)}
          order by ${orderBy(order)} limit ${sql.placeholder('count')}::int) t)
      select p.told, p.found from (
        select t.*, count(*) over ()::int as found, sum(octet_length(t.told)) over (
          order by ${orderBy(order)} rows between unbounded preceding and 1 preceding) as before
        from page t) p
      where coalesce(p.before, 0) < ${sql.placeholder('bytes')}::int order by p.created_at, p.id`
  }

  return {
    statement(asked: Asked, keys: KeyRing): Statement {
      const { filters, only, mark } = asked
      const shape = [filters.map(({ name }) => name), only, mark !== undefined]
      const values = pageValues({ ...asked, count: maxRows }, keys)
      return statementOf(shape, () => pageSql(asked))({ ...values, bytes: maxBytes })
    },

    read(found: readonly Row[]): ExportPage {
      const rows = found.map(({ told }) => told as string)
      const last = rows.at(-1)
      if (last === undefined || (rows.length < maxRows && rows.length === found[0]?.found))
        return { rows, mark: undefined }
      const stored = JSON.parse(last) as Stored
      return { rows, mark: order.map(({ field }) => stored[field.column] as CursorValue) }
    },
  }
}
