/** A browser as far as a server can tell one: it keeps cookies, says where a form comes from, and goes where it is led. */
import type { House } from '../support/house.ts'

type Headers = Record<string, string>

export interface Visit {
  readonly response: Response
  readonly status: number
  readonly html: string
  readonly location: string | null
}

export type Visitor = ReturnType<typeof visitor>

export const sameOrigin = { 'sec-fetch-site': 'same-origin', origin: 'null' }

export function visitor(house: House) {
  const jar = new Map<string, string>()

  async function go(path: string, init: RequestInit & { headers?: Headers } = {}): Promise<Visit> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', ...(cookie && { cookie }), ...init.headers }
    const response = await house.fetch(path, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return {
      response,
      status: response.status,
      html: await response.text(),
      location: response.headers.get('location'),
    }
  }

  const get = (path: string, headers: Headers = {}) => go(path, { headers })

  /** Sends fields as a form does, from our page unless told otherwise. */
  const post = (path: string, fields: Headers | string, headers: Headers = sameOrigin) =>
    go(path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
    })

  /** The hidden fields of the form that goes to `action`. */
  async function hidden(page: string, action = page): Promise<Headers> {
    const { html } = await get(page)
    const form = new RegExp(`<form[^>]* action="${action}"[^>]*>(.*?)</form>`).exec(html)?.[1] ?? ''
    const fields = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"\/>/g)
    return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]))
  }

  /** Opens the page, fills the form in and sends it. */
  const submit = async (page: string, fields: Headers, action = page) =>
    post(action, { ...(await hidden(page, action)), ...fields })

  return { jar, get, post, hidden, submit }
}
