/** What the test of an entity says of it: each sentence where the entity has what it is about. */
import { type Field, quoted, snake, spoken } from './field.ts'
import { classified, isFilterable, type Plan, searchable, sortable } from './plan.ts'
import { refusals } from './test-refusals.ts'

export function testCases(plan: Plan): string {
  const { fields, singular } = plan
  const optional = fields.filter((field) => field.optional)
  const filterable = fields.filter(isFilterable)
  return `describe('${singular}', () => {
  ${[
    shown,
    ...(optional.length > 0 ? [absent(optional)] : []),
    ...(filterable.length > 0 ? [found(filterable)] : []),
    ...searchable(plan).slice(0, 1).map(sought),
    ...(sortable(plan).length > 0 ? [inOrder(sortable(plan))] : []),
    changed,
    removed,
    foreign,
    ...fields.filter(({ unique }) => unique).map(unique),
    logged(plan),
    ...(classified(plan).sensitive.length > 0 ? [atRest(plan)] : []),
    ...refusals(plan),
  ].join('\n\n')}
})`
}

const names = (fields: readonly Field[]) => fields.map(({ name }) => quoted(name)).join(', ')

const shown = `test('comes back as it was sent, by itself and in a list', async () => {
  const sent = whole()
  const made = await make(sent)
  expect(made).toMatchObject({ ...sent, version: 1, createdBy: ada.id })
  const { status, headers, body } = await read(made)
  expect([status, headers.get('etag'), body]).toEqual([200, '"1"', made])
  expect((await house.call('GET', \`\${path}?limit=1\`, undefined, ada.token)).body.data).toEqual([made])
})`

const absent = (optional: readonly Field[]) => `test('does without what is optional', async () => {
  const nothing = Object.fromEntries([${names(optional)}].map((name) => [name, undefined]))
  const empty = Object.fromEntries(Object.keys(nothing).map((name) => [name, null]))
  const made = await make(nothing)
  expect(made).toMatchObject(empty)
  const { id } = await make()
  const headers = { 'if-match': '"1"' }
  expect((await house.call('PATCH', \`\${path}/\${id}\`, empty, ada.token, headers)).body).toMatchObject(empty)
})`

const found = (
  filterable: readonly Field[],
) => `test.each([${names(filterable)}])('is found by its %s, and not by another', async (name) => {
  const one = await make()
  const another = await make({ [name]: other()[name] })
  const ids = await listed(\`\${name}=\${encodeURIComponent(one[name])}\`)
  expect(ids).toContain(one.id)
  expect(ids).not.toContain(another.id)
})`

const sought = ({ name }: Field) => `test('is found by a word in its ${spoken(name)}', async () => {
  const one = await make({ ${name}: 'Sargassum drifts' })
  const another = await make()
  const ids = await listed('q=sargas')
  expect(ids).toContain(one.id)
  expect(ids).not.toContain(another.id)
})`

const inOrder = (
  orders: readonly Field[],
) => `test.each([${names(orders)}])('stands in the order of its %s', async (name) => {
  const less = await make()
  const more = await make({ [name]: other()[name] })
  const since = \`createdAt[gte]=\${less.createdAt}\`
  expect(await listed(\`\${since}&sort=\${name}\`)).toEqual([less.id, more.id])
  expect(await listed(\`\${since}&sort=-\${name}\`)).toEqual([more.id, less.id])
})`

const changed = `test('is changed on the version that it has, and on no other', async () => {
  const made = await make()
  const to = other()
  const patch = (headers: object) => house.call('PATCH', \`\${path}/\${made.id}\`, to, ada.token, headers)
  expect((await patch({})).status).toBe(428)
  expect((await patch({ 'if-match': '"7"' })).status).toBe(412)
  expect((await read(made)).body).toEqual(made)
  const { status, headers, body } = await patch({ 'if-match': '"1"' })
  expect([status, headers.get('etag')]).toEqual([200, '"2"'])
  expect(body).toMatchObject({ ...to, id: made.id, version: 2 })
  expect((await read(made)).body).toEqual(body)
})`

const removed = `test('is removed once, and then nowhere', async () => {
  const made = await make()
  const remove = (headers: object) => house.call('DELETE', \`\${path}/\${made.id}\`, undefined, ada.token, headers)
  expect((await remove({})).status).toBe(428)
  expect((await remove({ 'if-match': '"1"' })).status).toBe(204)
  expect((await read(made)).status).toBe(404)
  expect((await remove({ 'if-match': '*' })).status).toBe(404)
  expect(await listed('')).not.toContain(made.id)
})`

const foreign = `test('is nobody else’s', async () => {
  const made = await make()
  for (const person of [eve, undefined])
    for (const [method, at, body] of [
      ['GET', '', undefined],
      ['GET', '/history', undefined],
      ['PATCH', '', other()],
      ['DELETE', '', undefined],
    ]) {
      const headers = { 'if-match': '*' }
      const { status } = await house.call(method, \`\${path}/\${made.id}\${at}\`, body, person?.token, headers)
      expect([method, at, status]).toEqual([method, at, person ? 404 : 401])
    }
  expect(await listed('', eve)).toEqual([])
  expect((await read(made)).body).toEqual(made)
})`

const unique = ({ name }: Field) => `test('has ${spoken(name)} to itself, until it is removed', async () => {
  const made = await make()
  const before = await rows()
  const again = { ...whole(), ${name}: made.${name} }
  const { status, body } = await house.call('POST', path, again, ada.token)
  expect([status, body.code]).toEqual([409, 'conflict'])
  expect(await rows()).toEqual(before)
  await house.call('DELETE', \`\${path}/\${made.id}\`, undefined, ada.token, { 'if-match': '"1"' })
  expect((await house.call('POST', path, again, ada.token)).status).toBe(201)
})`

function logged(plan: Plan): string {
  const { audited, redacted, sensitive } = classified(plan)
  const columns = (fields: readonly Field[]) => fields.map(({ name }) => name)
  const hidden = columns([...redacted, ...sensitive])
  const kept = columns(audited)
  return `test('is in the log with ${kept.length > 0 ? 'what may be there, and' : 'its life, and'} without what may tell of a person', async () => {
    const { id } = await make()
    const { body } = await house.call('GET', \`\${path}/\${id}/history\`, undefined, ada.token)
    const [step] = body.data
    expect(step.action).toBe('${plan.name}:create')
    expect(Object.keys(step.new)).toEqual(expect.arrayContaining([${kept.map(quoted).join(', ')}]))
    expect([...step.redacted].sort()).toEqual([${[...hidden].sort().map(quoted).join(', ')}])
    for (const column of step.redacted) expect(step.new).not.toHaveProperty(column)
  })`
}

const atRest = (plan: Plan) => `test('rests encrypted, where it must', async () => {
  const sent = whole()
  const made = [await make(sent), await make(whole())]
  const [row, again] = await Promise.all(
    made.map(async ({ id }) => (await house.rows('select * from ${plan.table} where id = $1::uuid', id))[0]),
  )
  for (const [name, column] of [${classified(plan)
    .sensitive.map(({ name }) => `[${quoted(name)}, ${quoted(snake(name))}]`)
    .join(', ')}] as const) {
    // A key's name and what it sealed, which is never twice the same. A short value may stand in that by chance.
    expect(row?.[column]).toMatch(/^[\\w-]+:[\\w-]{38,}$/)
    expect(again?.[column]).not.toBe(row?.[column])
    const plain = String(sent[name])
    if (plain.length > 5) expect(row?.[column]).not.toContain(plain)
  }
})`
