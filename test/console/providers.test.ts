/** What a person sees of providers: the buttons of the sign-in page, and the list of who signs in as them. */
import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Provider } from '../../src/ports/provider.ts'
import { noBrowser, openStreet, type Street, violations } from './browser.ts'

/** Known by its title alone: nobody is sent there. */
const named = (name: string, title: string): Provider => ({
  name,
  title,
  issuer: `https://${name}.example`,
  begin: () => Promise.reject(new Error('Nobody goes there.')),
  complete: () => Promise.reject(new Error('Nobody comes from there.')),
})

describe.skipIf(noBrowser)('providers, in a browser', () => {
  let street: Street
  beforeAll(async () => {
    const providers = [named('kelp', 'Kelp'), named('wrack', 'Bladder Wrack')]
    street = await openStreet('127.0.0.1', (ports) => ({ ...ports, providers }))
  })
  afterAll(() => street?.close())

  const sideways = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

  test.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)(
    'are offered, and listed, on pages without a fault, in %s, %d wide',
    async (colorScheme, width) => {
      const person = await street.house.signIn()
      for (const issuer of ['https://kelp.example', 'https://gone.example'])
        await street.house.alter(
          'insert into identities (id, user_id, issuer, subject) values ($1, $2, $3, $4)',
          ...[randomUUID(), person.id, issuer, randomUUID()],
        )
      const page = await street.open({ colorScheme, viewport: { width, height: 800 } })
      const wrong: string[] = []
      const look = async (path: string) => {
        await page.goto(path)
        wrong.push(...(await violations(page)).map((one) => `${path} ${one}`))
        expect(await sideways(page)).toBe(0)
      }
      await look('/sign-in?problem=provider')
      await look('/sign-in?then=/account/name')
      expect(await page.getByRole('link', { name: 'Continue with Kelp' }).getAttribute('href')).toBe(
        '/v1/auth/oidc/kelp/start?returnTo=%2Faccount%2Fname',
      )
      await page.getByLabel('Email address').fill(person.email)
      await page.getByLabel('Password', { exact: true }).fill(person.password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.waitForURL('**/account/name')
      await look('/account/identities')
      expect(await page.locator('.list strong').allInnerTexts()).toHaveLength(2)
      await page.getByRole('button', { name: 'Remove Kelp' }).click()
      await page.waitForURL('**/account/identities?done=removed')
      wrong.push(...(await violations(page)))
      expect(await page.locator('.list strong').allInnerTexts()).toEqual(['https://gone.example'])
      expect(wrong).toEqual([])
    },
  )
})
