/** GitHub as far as signing in needs it: its paths, its answers, its way of saying errors with a 200. */
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { listening } from './openid-provider.ts'

export interface GitHubAccount {
  readonly id: number
  readonly name: string | null
  readonly emails: readonly {
    readonly email: string
    readonly primary: boolean
    readonly verified: boolean
  }[]
}

export async function githubStandIn(clientId: string, clientSecret: string) {
  const server = await listening()
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const codes = new Map<string, { account: GitHubAccount; challenge: string }>()
  const tokens = new Map<string, GitHubAccount>()

  server.on('request', async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const say = (value: unknown, status = 200) =>
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(value))
    if (request.url === '/login/oauth/access_token') {
      const asked = new URLSearchParams(body)
      const code = codes.get(asked.get('code') ?? '')
      codes.delete(asked.get('code') ?? '')
      const verifier = createHash('sha256')
        .update(asked.get('code_verifier') ?? '')
        .digest('base64url')
      const right = asked.get('client_id') === clientId && asked.get('client_secret') === clientSecret
      if (!code || !right || verifier !== code.challenge) return say({ error: 'bad_verification_code' })
      const token = `gho_${crypto.randomUUID()}`
      tokens.set(token, code.account)
      return say({ access_token: token, token_type: 'bearer', scope: 'user:email' })
    }
    const account = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''))
    if (!account || !request.headers['user-agent']) return say({ message: 'Bad credentials' }, 401)
    if (request.url === '/user') return say({ id: account.id, login: 'someone', name: account.name })
    if (request.url === '/user/emails') return say(account.emails)
    say({ message: 'Not Found' }, 404)
  })

  return {
    site,
    /** What the browser brings back when this account agrees. */
    answer(question: URL, account: GitHubAccount): Record<string, string> {
      const code = crypto.randomUUID()
      codes.set(code, { account, challenge: question.searchParams.get('code_challenge') ?? '' })
      return { code, state: question.searchParams.get('state') ?? '' }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
