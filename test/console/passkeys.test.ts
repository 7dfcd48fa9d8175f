/** Passkeys in a real browser, by the virtual authenticator that Chromium brings (CDP WebAuthn). */
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openStreet, type Street, violations } from './browser.ts'

describe.skipIf(noBrowser)('a passkey, in a browser', () => {
  let street: Street
  beforeAll(async () => {
    street = await openStreet('localhost')
  })
  afterAll(() => street?.close())

  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) }).click()
  const title = (page: Page) => page.locator('h1').innerText()

  /** A device that is always touched, and knows its person: `verified` false for one that does not. */
  async function device(page: Page): Promise<{ cdp: CDPSession; id: string }> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return { cdp, id: authenticatorId }
  }

  async function signedIn(page: Page) {
    const person = await street.house.signIn()
    await page.goto('/sign-in')
    await page.getByLabel('Email address').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await press(page, 'Sign in')
    await page.waitForURL('**/account')
    return person
  }

  async function withPasskey() {
    const page = await street.open()
    const authenticator = await device(page)
    const person = await signedIn(page)
    await page.getByRole('link', { name: 'Passkeys' }).click()
    await page.getByRole('link', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name').fill('My laptop')
    await press(page, 'Add it')
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
    expect(await page.locator('.codes-once li').count()).toBe(10)
    return { page, person, ...authenticator }
  }

  test('is added, signs in alone, proves again who one is, and is removed', async () => {
    const { page } = await withPasskey()
    await press(page, 'Sign out')
    await press(page, 'Sign in with a passkey')
    await page.waitForURL('**/account')
    await page.goto('/reauthenticate?then=/account/passkeys')
    await press(page, 'Use a passkey')
    await page.waitForURL('**/account/passkeys')
    await press(page, /^Remove/)
    await page.getByText('There are none.').waitFor()
    expect(await title(page)).toBe('Passkeys')
  })

  test('finishes what a password began', async () => {
    const { page, person } = await withPasskey()
    await press(page, 'Sign out')
    await page.getByLabel('Email address').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await press(page, 'Sign in')
    await page.getByRole('heading', { name: 'One more step' }).waitFor()
    await press(page, 'Use a passkey')
    await page.waitForURL('**/account')
    const { data } = (await (
      await street.house.send('GET', '/v1/auth/passkeys', undefined, await bearer(page))
    ).json()) as { data: unknown[] }
    expect(data).toHaveLength(1)
  })

  test('of a device that does not know its person does not sign in, and the page says so', async () => {
    const { page, cdp, id } = await withPasskey()
    await press(page, 'Sign out')
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false })
    await press(page, 'Sign in with a passkey')
    await page.getByText('No passkey answered. Please try again.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/sign-in')
  })

  test('is not offered where nothing could ask for it', async () => {
    const page = await street.open({ javaScriptEnabled: false })
    await page.goto('/sign-in')
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(false)
  })

  test.each(['light', 'dark'] as const)('is asked for on pages without a fault, %s', async (colorScheme) => {
    const page = await street.open({ colorScheme })
    await device(page)
    await signedIn(page)
    const found: string[] = []
    const look = async (path: string) => {
      await page.goto(path)
      found.push(...(await violations(page)).map((one) => `${path} ${one}`))
    }
    for (const path of ['/account/passkeys', '/account/passkeys/new', '/reauthenticate', '/account/password'])
      await look(path)
    await page.goto('/account/passkeys/new')
    await page.getByLabel('Name').fill('My phone')
    await press(page, 'Add it')
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
    found.push(...(await violations(page)))
    await look('/account/passkeys')
    await press(page, 'Sign out')
    for (const path of ['/sign-in', '/forgot-password', '/reset-password?token=hf_r_x']) await look(path)
    expect(found).toEqual([])
  })

  /** The session of the page, as a program would carry it. */
  const bearer = async (page: Page) =>
    (await page.context().cookies()).find(({ name }) => name === '__Host-sid')?.value ?? ''
})
