/**
 * Every question that a list can be asked, on a million rows: each filter under each order, at the beginning and deep inside.
 * The statements are those that the app sends; none reads the table from end to end, and no page costs more for being deep.
 */
import { Client, escapeIdentifier } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { Entity } from '../../src/business/declaration.ts'
import { entityEndpoints } from '../../src/business/endpoints.ts'
import { entities } from '../../src/entities/index.ts'
import type { Row, Statement } from '../../src/ports/database.ts'
import type { BarePorts } from '../../src/ports/index.ts'
import { blindIndex } from '../../src/store/cipher.ts'
import { explain, type Plan } from '../support/explained.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { fill } from '../support/many-rows.ts'
import { postgresUrl } from '../support/servers.ts'

const rows = Number(process.env.PLAN_ROWS ?? 1_000_000)
const depth = rows / 100
const sought = 'ada@example.org'

/** What the query of a list holds beside its filters. */
const noFilter = ['limit', 'cursor', 'sort', 'fields', 'expand']

/**
 * What a page deep inside may cost. A range of one column lies in one part of the order of another, and has to be walked to;
 * but never as far as an offset would.
 */
const allowed = (filter: string, { buffers }: Plan) =>
  /\[(gte?|lte?)\]$/.test(filter) ? Math.max(2 * buffers, depth) : 2 * buffers

/** What begins so, in one column or in any word, may be gathered by its own index and sorted: never more than there is of it. */
const isGathered = (filter: string) => /^q$|\[prefix\]$/.test(filter)

const filtersOf = (entity: Entity): readonly string[] => {
  const list = entityEndpoints(entity).find(({ action }) => action === `${entity.name}:list`)
  const { properties = {} } = z.toJSONSchema(list?.input.query as z.ZodType, { unrepresentable: 'any' })
  return Object.keys(properties).filter((name) => !noFilter.includes(name))
}

describe.skipIf(!postgresUrl)(`on ${rows} rows`, () => {
  let house: House
  let ada: Person
  let app: Client
  let answer: readonly Row[] = []
  const heard: Statement[] = []
  const worst: { readonly question: string; readonly plan: Plan }[] = []

  /** Hears what a list asks, and answers in the place of Postgres with what it is given: what is measured is the plan. */
  const hearing = (ports: BarePorts): BarePorts => ({
    ...ports,
    database: {
      ...ports.database,
      async query(statement, options) {
        if (!entities.some(({ table }) => statement.text.includes(` from "${table}" t`)))
          return ports.database.query(statement, options)
        heard.push(statement)
        return answer
      },
    },
  })

  beforeAll(async () => {
    house = await openHouse({ wrap: hearing, locale: 'en-US' })
    ada = await house.signIn()
    const key = house.ports.config.keys.field
    const found = {
      'customers.emailIndex': blindIndex(key, { table: 'customers', column: 'email' }, sought)[0],
    }
    await fill(house.ownerUrl as string, entities, { rows, owner: ada.id, others: 1_000, found })
    app = new Client(house.appUrl)
    await app.connect()
  }, 600_000)
  afterAll(async () => {
    await app?.end()
    await house?.close()
  })

  /** The one statement that this question becomes. */
  async function statementOf(path: string): Promise<{ statement: Statement; nextCursor: string | null }> {
    heard.length = 0
    const { status, body } = await house.call('GET', path, undefined, ada.token)
    expect({ path, status, body: status === 200 ? {} : body }).toEqual({ path, status: 200, body: {} })
    expect(heard).toHaveLength(1)
    return { statement: heard[0] as Statement, nextCursor: body.page.nextCursor }
  }

  async function page(entity: Entity, query: Readonly<Record<string, string>>) {
    answer = []
    const path = `/v1/${entity.name}?${new URLSearchParams({ ...query, fields: 'id' })}`
    const { statement } = await statementOf(path)
    return { path, statement, plan: await explain(app, statement) }
  }

  /** The same question some thousand rows further on: the app is handed the page there, and says where it ends. */
  async function pageDeepInside(entity: Entity, query: Readonly<Record<string, string>>, first: Statement) {
    const { rows } = await app.query(`${first.text} offset ${depth}`, [...first.params])
    answer = rows
    const path = `/v1/${entity.name}?${new URLSearchParams({ ...query, fields: 'id' })}`
    const { nextCursor } = await statementOf(path)
    return nextCursor === null ? undefined : page(entity, { ...query, cursor: nextCursor })
  }

  /** How many rows it would find without its limit. */
  async function countOf({ text, params }: Statement): Promise<number> {
    const limit = Number(/limit \$(\d+)::int$/.exec(text)?.[1])
    const all = params.map((value, at) => (at === limit - 1 ? rows : value))
    const { rows: found } = await app.query(`select count(*)::int as n from (${text}) t`, [...all])
    return found[0].n
  }

  const orders = ({ sortable }: Entity) => sortable.flatMap((name) => [name, `-${name}`])

  async function valuesOf(entity: Entity, filter: string): Promise<readonly string[]> {
    // What is sought in texts: the beginning of one, which many have, and a whole one.
    if (filter === 'q') return valuesOf(entity, `${entity.searchable[0]}[prefix]`)
    const [, name = '', operator = ''] = /^(\w+)(?:\[(\w+)\])?$/.exec(filter) ?? []
    const field = entity.fields.get(name)
    if (!field) throw new Error(`Say how to ask ${entity.name} for "${filter}": it names no field.`)
    if (entity.sensitive[name]) return [sought]
    const column = escapeIdentifier(field.column)
    const { rows } = await app.query(
      `with own as (select ${column} as value from ${entity.table} where owner_id = $1 and deleted_at is null and ${column} is not null),
        counted as (select value, count(*) as n from own group by value),
        spread as (select percentile_disc(array[0.001, 0.5, 0.999]) within group (order by value) as points from own)
      select to_jsonb((select value from counted order by n desc, value limit 1)) #>> '{}' as common,
        to_jsonb((select value from counted order by n, value limit 1)) #>> '{}' as rare,
        to_jsonb(points[1]) #>> '{}' as low, to_jsonb(points[2]) #>> '{}' as middle, to_jsonb(points[3]) #>> '{}' as high
      from spread`,
      [ada.id],
    )
    const { common, rare, low, middle, high } = rows[0]
    const values: Readonly<Record<string, readonly string[]>> = {
      '': [common, rare],
      in: [`${common},${rare}`, rare],
      gt: [middle, high],
      gte: [middle, high],
      lt: [middle, low],
      lte: [middle, low],
      prefix: [String(middle).slice(0, 4), String(high).slice(0, -1)],
    }
    const chosen = values[operator]
    if (!chosen) throw new Error(`Say how to ask for "${filter}": "${operator}" is an operator unknown here.`)
    return [...new Set(chosen)]
  }

  const questions = entities.flatMap((entity) =>
    ['', ...filtersOf(entity)].map((filter) => [entity.name, filter, entity] as const),
  )
  test.each(questions)('%s?%s', { timeout: 300_000 }, async (_name, filter, entity) => {
    const faults: string[] = []
    const values = filter === '' ? [''] : await valuesOf(entity, filter)
    for (const value of values)
      for (const sort of orders(entity)) {
        const query = { sort, ...(filter !== '' && { [filter]: value }) }
        const first = await page(entity, query)
        const deep = await pageDeepInside(entity, query, first.statement)
        for (const one of [first, deep]) {
          if (!one) continue
          const { path, plan } = one
          worst.push({ question: path.replace(/cursor=[^&]*/, 'cursor=…'), plan })
          if (plan.scanned.includes(entity.table))
            faults.push(`${path} reads the whole table: ${plan.steps.join(' < ')}`)
        }
        const gathered = isGathered(filter) && deep ? await countOf(first.statement) : 0
        if (deep && deep.plan.buffers > Math.max(allowed(filter, first.plan), 1.5 * gathered))
          faults.push(
            `${first.path} costs ${first.plan.buffers} pages, and ${deep.plan.buffers} deep inside: ${deep.plan.steps.join(' < ')} (${first.plan.steps.join(' < ')})`,
          )
      }
    expect(faults).toEqual([])
  })

  afterAll(() => {
    const buffers = (share: number) => worst[Math.floor(worst.length * share)]?.plan.buffers
    worst.sort((a, b) => b.plan.buffers - a.plan.buffers)
    console.info(
      `${worst.length} pages of lists: half of them touch at most ${buffers(0.5)} pages of Postgres, one in ten ${buffers(0.1)} or more. The worst:`,
    )
    for (const { question, plan } of worst.slice(0, 8))
      console.info(`${plan.buffers}: ${question}: ${plan.steps.join(' < ')}`)
  })
})
