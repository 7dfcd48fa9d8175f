import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { type Visitor, visitor } from './visit.ts'

const chosen = 'bladder wrack on granite'
let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.close())

async function signedIn({ email }: Person, password: string): Promise<Visitor> {
  const browser = visitor(house)
  expect((await browser.submit('/sign-in', { email, password })).location).toBe('/account')
  return browser
}

async function linkTo({ email }: Person) {
  expect(await visitor(house).submit('/forgot-password', { email })).toMatchObject({
    status: 303,
    location: '/mail-sent',
  })
  const [mail] = await house.mailTo(email)
  return /\/reset-password\?token=[\w-]+/.exec(mail?.text ?? '')?.[0] ?? ''
}

describe('a lost password', () => {
  test('is set anew by the link of a mail, once, and ends every session [V7.4.3]', async () => {
    const ada = await house.signIn()
    const inside = await signedIn(ada, ada.password)
    const link = await linkTo(ada)
    const browser = visitor(house)
    for (const _ of [1, 2]) expect((await browser.get(link)).status).toBe(200)
    const sent = { ...(await browser.hidden(link, '/reset-password')), password: chosen }
    expect(await browser.post('/reset-password', sent)).toMatchObject({
      status: 303,
      location: '/sign-in?done=password-set',
    })
    const again = await browser.post('/reset-password', sent)
    expect(again.status).toBe(422)
    expect(again.html).toContain('This link is not valid any more.')
    expect((await inside.get('/account')).status).toBe(303)
    await signedIn(ada, chosen)
  })

  test('that is too short keeps the link, for another choice', async () => {
    const ada = await house.signIn()
    const link = await linkTo(ada)
    const browser = visitor(house)
    const refused = await browser.submit(link, { password: 'short' }, '/reset-password')
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('id="field-password-fault"')
    expect(refused.html).toContain('name="token" value="hf_r_')
    expect((await browser.submit(link, { password: chosen }, '/reset-password')).status).toBe(303)
  })

  test.each([
    ['a token nobody has', mint('r').token],
    ['a token of another purpose', mint('v').token],
    ['no token', ''],
    ['nonsense', '"><b>'],
  ])('is not set by %s', async (_what, token) => {
    const { status, html } = await visitor(house).post('/reset-password', { token, password: chosen })
    expect(status).toBe(422)
    expect(html).not.toContain('<b>')
    expect(html).not.toContain(chosen)
  })

  test('of an address nobody has leads to the same page', async () => {
    const answer = await visitor(house).submit('/forgot-password', { email: 'nobody@example.com' })
    expect(answer).toMatchObject({ status: 303, location: '/mail-sent', html: '' })
  })
})

describe('a known password', () => {
  test('is changed by the old one; this browser stays in with a new session, the others are out [V7.2.4]', async () => {
    const ada = await house.signIn()
    const [here, there] = [await signedIn(ada, ada.password), await signedIn(ada, ada.password)]
    const before = here.jar.get('__Host-sid')
    const fields = { currentPassword: ada.password, password: chosen }
    expect((await here.submit('/account/password', fields)).location).toBe('/account?done=password')
    expect(here.jar.get('__Host-sid')).not.toBe(before)
    expect((await here.get('/account')).status).toBe(200)
    expect((await there.get('/account')).status).toBe(303)
    await signedIn(ada, chosen)
  })

  test.each<[what: string, current: string, next: string, field: string]>([
    ['the wrong old one', 'not the one it was', chosen, 'currentPassword'],
    ['a new one that is too short', '', 'short', 'password'],
  ])('is not changed with %s', async (_what, current, next, field) => {
    const ada = await house.signIn()
    const browser = await signedIn(ada, ada.password)
    const { status, html } = await browser.submit('/account/password', {
      currentPassword: current || ada.password,
      password: next,
    })
    expect(status).toBe(422)
    expect(html).toContain(`id="field-${field}-fault"`)
    for (const typed of [ada.password, next]) expect(html).not.toContain(`"${typed}"`)
    await signedIn(ada, ada.password)
  })
})
