/** A browser as far as signing in needs one: it keeps cookies, follows nothing by itself, and navigates. */
import type { House } from './house.ts'

export type Browser = ReturnType<typeof openBrowser>

export function openBrowser(house: Pick<House, 'fetch'>) {
  const jar = new Map<string, string>()

  /** A navigation within the house, with what the jar holds. */
  async function go(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie && { cookie }), ...(init.headers as Record<string, string>) }
    const response = await house.fetch(path, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  return {
    jar,
    go,
    /** Begins, and tells where the provider is to be asked. */
    async start(provider: string, query = ''): Promise<URL> {
      const response = await go(`/v1/auth/oidc/${provider}/start${query}`)
      if (response.status !== 303) throw new Error(`Expected 303, got ${response.status}.`)
      return new URL(response.headers.get('location') ?? '', 'http://holdfast.test')
    },
    /** Comes back with what a provider said. */
    finish: (provider: string, answer: Readonly<Record<string, string>>) =>
      go(`/v1/auth/oidc/${provider}/callback?${new URLSearchParams(answer)}`),
  }
}
