import { randomBytes } from 'node:crypto'
import { type TOTP, URI } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser, openStreet, type Street, violations } from './browser.ts'

describe.skipIf(noBrowser)('in a browser', () => {
  let street: Street
  beforeAll(async () => {
    street = await openStreet()
  })
  afterAll(() => street?.close())

  const password = 'kelp holds on to rock'
  const fresh = () => `p${randomBytes(6).toString('hex')}@example.com`
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) }).click()
  const codeOf = (uri: string) => (URI.parse(uri) as TOTP).generate()
  const title = (page: Page) => page.locator('h1').innerText()

  test('a person registers, confirms, signs in, changes a name, ends a session and leaves, with scripts off', async () => {
    const page = await street.open({ javaScriptEnabled: false })
    const email = fresh()
    await page.goto('/')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Make an account' }).click()
    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password').fill(password)
    await press(page, 'Make the account')
    expect(await title(page)).toBe('Look into your mail')

    const [mail] = await street.house.mailTo(email)
    await page.goto(/http\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? '')
    await press(page, 'Confirm this address')
    expect(page.url()).toBe(`${street.origin}/sign-in?done=verified`)

    await page.getByLabel('Email address').fill(email)
    await page.getByLabel('Password').fill('not the password')
    await press(page, 'Sign in')
    expect(await page.getByRole('alert').innerText()).toContain(
      'The email address or the password is not right.',
    )
    expect(await page.getByLabel('Email address').inputValue()).toBe(email)
    expect(await page.getByLabel('Password').inputValue()).toBe('')
    await page.getByLabel('Password').fill(password)
    await press(page, 'Sign in')
    expect(await title(page)).toBe('Your account')

    await page.getByRole('link', { name: 'Change your name' }).click()
    await page.getByLabel('Name').fill('Ada <b>Lovelace</b>')
    await press(page, 'Save')
    expect(await page.getByRole('status').innerText()).toBe('Your name is changed.')
    expect(await page.getByText('Ada <b>Lovelace</b>').count()).toBe(1)

    await street.house.send('POST', '/v1/auth/login', { email, password })
    await page.reload()
    await press(page, /^End the session of/)
    expect(await page.getByRole('status').innerText()).toBe('That session is over.')
    await press(page, 'Sign out')
    expect(await page.getByRole('status').innerText()).toBe('You are signed out.')
    await page.goto('/account')
    expect(page.url()).toBe(`${street.origin}/sign-in`)
  })

  const schemes = ['light', 'dark'] as const

  test.each(schemes)(
    'axe finds nothing wrong with any page, empty, refused or filled, in %s',
    { timeout: 180_000 },
    async (colorScheme) => {
      const ada = await street.house.signIn()
      await street.house.send('PATCH', '/v1/me', { name: 'Ada Lovelace' }, ada.token)
      const page = await street.open({ colorScheme })
      const wrong: string[] = []
      const look = async (what: string) => {
        for (const found of await violations(page)) wrong.push(`${what}: ${found}`)
      }
      const open = [
        '/',
        '/register',
        '/confirmation-mail',
        '/mail-sent',
        '/sign-in',
        '/sign-in?done=verified',
        '/verify-email',
        '/verify-email?token=x',
      ]
      for (const path of open) {
        await page.goto(path)
        await look(path)
      }
      await press(page, 'Confirm this address')
      await look('a token nobody has')
      for (const path of ['/register', '/sign-in', '/confirmation-mail']) {
        await page.goto(path)
        await page
          .locator('form.form:not([data-passkey])')
          .evaluate((form) => (form as HTMLFormElement).submit())
        await page.waitForSelector('.trouble')
        await look(`${path}, refused`)
      }
      await page.goto('/sign-in')
      await page.getByLabel('Email address').fill(ada.email)
      await page.getByLabel('Password', { exact: true }).fill(ada.password)
      await press(page, 'Show password')
      await look('a password that is shown')
      await press(page, 'Sign in')
      await page.waitForURL('**/account')
      const inside = [
        '/account',
        '/account?done=name',
        '/account/name',
        '/account/identities',
        '/account/second-factors',
        '/account/second-factors/confirm',
        '/account/api-keys',
        '/account/api-keys/new',
        '/account/export',
        '/account/erase',
        '/reauthenticate',
        '/',
        '/problems',
        '/dev/mail',
      ]
      for (const path of inside) {
        await page.goto(path)
        await look(`${path}, signed in`)
      }
      await page.goto('/account/name')
      await page.locator('form.form:not([data-passkey])').evaluate((form) => {
        for (const input of form.querySelectorAll('input'))
          if (input.name === 'name') input.value = 'x'.repeat(201)
        ;(form as HTMLFormElement).submit()
      })
      await page.waitForSelector('.trouble')
      await look('a name that is too long')
      for (const path of ['/account/api-keys/new', '/account/erase', '/account/second-factors/confirm']) {
        await page.goto(path)
        await page
          .locator('form.form:not([data-passkey])')
          .evaluate((form) => (form as HTMLFormElement).submit())
        await page.waitForSelector('.trouble')
        await look(`${path}, refused`)
      }
      await page.goto('/account/api-keys/new')
      await page.getByLabel('Name').fill('Ledger')
      await page.getByLabel('Read invoices').check()
      await press(page, 'Make the key')
      await page.getByText('hf_k_').waitFor()
      await look('a new key')
      await page.goto('/account/api-keys')
      await look('a list of keys')
      await page.goto('/account/second-factors')
      await press(page, /^Set up/)
      await page.getByText('Set up your app').waitFor()
      await look('a secret for an app')
      const uri = await page.getByRole('link', { name: 'Open the app' }).getAttribute('href')
      await page.getByLabel('Code').fill(codeOf(uri ?? ''))
      await press(page, 'Switch it on')
      await page.getByText('Your recovery codes').first().waitFor()
      await look('recovery codes')
      await page.goto('/account/second-factors')
      await look('an app that is on')
      await press(page, 'Sign out')
      await page.waitForURL('**/sign-in?done=signed-out')
      await page.getByLabel('Email address').fill(ada.email)
      await page.getByLabel('Password', { exact: true }).fill(ada.password)
      await press(page, 'Sign in')
      await page.waitForURL('**/second-factor')
      await look('one more step')
      await page.getByLabel('Code').fill('000000')
      await press(page, 'Go on')
      await page.waitForSelector('.trouble')
      await look('one more step, refused')
      expect(wrong).toEqual([])
    },
  )

  test('axe is awake: it sees a field without a label', async () => {
    const page = await street.open()
    await page.goto('/sign-in')
    await page
      .locator('label')
      .first()
      .evaluate((label) => label.remove())
    expect((await violations(page)).join()).toContain('label')
  })

  test('keys alone lead through the form, in the order in which it is read, and each stop is seen', async () => {
    const page = await street.open()
    await page.goto('/sign-in')
    const stops: string[] = []
    for (let stop = 0; stop < 12; stop++) {
      await page.keyboard.press('Tab')
      stops.push(
        await page.evaluate(() => {
          const at = document.activeElement as HTMLElement
          const { outlineStyle, outlineWidth } = getComputedStyle(at)
          const seen = outlineStyle !== 'none' && outlineWidth !== '0px'
          const name =
            at.getAttribute('aria-label') ??
            (at as HTMLInputElement).labels?.[0]?.textContent ??
            at.textContent
          return `${name?.trim()}${seen ? '' : ' (unseen)'}`
        }),
      )
    }
    expect(stops).toEqual([
      'Skip to the content',
      'Holdfast',
      'Reference',
      'Problems',
      'Mail',
      'Sign in',
      'Email address',
      'Password',
      'Show password',
      'Sign in',
      'Sign in with a passkey',
      'Set a new one',
    ])
  })

  test.each([true, false])(
    'a refused form opens at what is wrong, and leads to it (scripts: %s)',
    async (javaScriptEnabled) => {
      const page = await street.open({ javaScriptEnabled })
      await page.goto('/register')
      await page.getByLabel('Email address').fill('a@example.com')
      await page.getByLabel('Password', { exact: true }).fill('short')
      await press(page, 'Make the account')
      const focused = page.locator(':focus')
      expect(await focused.getAttribute('role')).toBe('alert')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      expect(await page.locator(':focus').getAttribute('name')).toBe('password')
      expect(await page.locator('#field-password-fault').innerText()).toContain('at least 15 characters')
    },
  )

  test('a password is shown while it is looked at, and hidden as it is sent; it can be pasted [V6.2.6] [V6.2.7]', async () => {
    const page = await street.open()
    await page.goto('/sign-in')
    const field = page.locator('#field-password')
    await field.focus()
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'pasted words')
      const allowed = document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
      if (!allowed) throw new Error('A paste was prevented.')
    })
    await field.fill(password)
    await press(page, 'Show password')
    expect(await field.getAttribute('type')).toBe('text')
    await press(page, 'Hide password')
    expect(await field.getAttribute('type')).toBe('password')
  })

  test('the token of a link leaves the address bar, and nothing is left in the browser [V14.3.3]', async () => {
    const page = await street.open()
    const refused: string[] = []
    page.on('console', (message) => void (message.type() === 'error' && refused.push(message.text())))
    await page.goto('/verify-email?token=hf_v_x')
    expect(page.url()).toBe(`${street.origin}/verify-email`)
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ])
    expect(refused).toEqual([])
  })

  test('a phone shows every page without scrolling sideways', async () => {
    const ada = await street.house.signIn()
    const page = await street.open({ viewport: { width: 320, height: 640 } })
    const sideways = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    for (const path of ['/', '/sign-in', '/register', '/verify-email', '/mail-sent']) {
      await page.goto(path)
      expect([path, await sideways()]).toEqual([path, 0])
    }
    await page.goto('/sign-in')
    await page.getByLabel('Email address').fill(ada.email)
    await page.getByLabel('Password', { exact: true }).fill(ada.password)
    await press(page, 'Sign in')
    await page.waitForURL('**/account')
    for (const path of [
      '/account',
      '/account/api-keys/new',
      '/account/second-factors',
      '/account/erase',
      '/',
    ]) {
      await page.goto(path)
      expect([path, await sideways()]).toEqual([path, 0])
    }
  })
})
