/**
 * Who else may say who somebody is: the settings of OpenID providers and GitHub.
 *
 * Names and client ids are no secrets and stand in one variable; the secrets stand in another, so that it alone goes where
 * secrets are kept. `config` carries them together.
 */
import * as z from 'zod'
import { isLoopback, isPrivate } from './address.ts'
import type { Config, ProviderConfig } from './config.ts'

export const providerExamples: Record<string, string> = {
  OIDC_PROVIDERS: 'google|https://accounts.google.com|1234.apps.googleusercontent.com',
  OIDC_SECRETS: 'google|the-secret-beside-the-client-id',
  GITHUB_CLIENT_ID: 'Iv1.0123456789abcdef',
  GITHUB_CLIENT_SECRET: 'the-secret-beside-the-client-id',
}

/** Microsoft's addresses for "whichever tenant": each tenant signs in its own name, and says what it likes about addresses. */
const anyTenant = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\//

interface Named {
  readonly name: string
  readonly title: string
  readonly issuer: string
  readonly clientId: string
}

const wellKnown: Readonly<Record<string, string>> = { google: 'Google', microsoft: 'Microsoft' }

const items = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

function providers(text: string, context: z.RefinementCtx): readonly Named[] {
  const found: Named[] = []
  for (const item of items(text)) {
    const [name = '', issuer = '', clientId = '', title, ...rest] = item.split('|')
    const wrong = rest.length > 0 ? shape : faultOf(name, issuer, clientId, title)
    if (wrong) context.addIssue(wrong)
    found.push({ name, issuer, clientId, title: title ?? wellKnown[name] ?? capital(name) })
  }
  if (twice(found.map(({ name }) => name))) context.addIssue('Two providers have one name.')
  if (twice(found.map(({ issuer }) => issuer))) context.addIssue('Two providers have one issuer.')
  return found
}

const shape = 'Each must be name|issuer|client id, or name|issuer|client id|title.'

function faultOf(name: string, issuer: string, clientId: string, title: string | undefined) {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name) || !/^[!-~]{1,512}$/.test(clientId)) return shape
  if (title !== undefined && !/^[\p{L}\p{N}][\p{L}\p{N} .&+'-]{0,39}$/u.test(title)) return shape
  if (name === 'github') return 'The name github belongs to GITHUB_CLIENT_ID.'
  if (!URL.canParse(issuer)) return shape
  const { protocol, hostname, search, hash, username } = new URL(issuer)
  if (search || hash || username || issuer.length > 512)
    return 'An issuer has neither query nor fragment nor user.'
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname)))
    return 'An issuer must be an https:// URL.'
  if (anyTenant.test(issuer))
    return 'Name one tenant of Microsoft: https://login.microsoftonline.com/<tenant id>/v2.0.'
  return undefined
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const twice = (texts: readonly string[]) => new Set(texts).size < texts.length

function secrets(text: string, context: z.RefinementCtx): ReadonlyMap<string, string> {
  const found = items(text).map((item): [string, string] => {
    const at = item.indexOf('|')
    return [item.slice(0, Math.max(0, at)), item.slice(at + 1)]
  })
  if (found.some(([name, secret]) => !name || !/^[!-~]{1,512}$/.test(secret)))
    context.addIssue('Each must be name|secret.')
  if (twice(found.map(([name]) => name))) context.addIssue('Two secrets have one name.')
  return new Map(found)
}

export const providerFields = {
  OIDC_PROVIDERS: z.string().default('').transform(providers),
  OIDC_SECRETS: z.string().default('').transform(secrets),
  GITHUB_CLIENT_ID: z.string().min(1).max(512).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).max(512).optional(),
}

type Parsed = z.output<z.ZodObject<typeof providerFields>>

/** What shows only when they are seen together: the variable, and what is wrong with it. */
export function providerContradictions(
  settings: Parsed,
  mode: Config['mode'],
): readonly (readonly [name: string, wrong: string])[] {
  const { OIDC_PROVIDERS: named, OIDC_SECRETS: kept } = settings
  const faults: (readonly [string, string])[] = []
  const lacking = named.map(({ name }) => name).filter((name) => !kept.has(name))
  if (lacking.length > 0) faults.push(['OIDC_SECRETS', `Lacks a secret for: ${lacking.join(', ')}.`])
  if ([...kept.keys()].some((name) => !named.some((one) => one.name === name)))
    faults.push(['OIDC_PROVIDERS', 'Lacks a provider that OIDC_SECRETS names.'])
  if (mode === 'production' && named.some(({ issuer }) => isInside(issuer)))
    faults.push(['OIDC_PROVIDERS', 'In production an issuer must be https:// and not a private address.'])
  if (settings.GITHUB_CLIENT_ID && !settings.GITHUB_CLIENT_SECRET)
    faults.push(['GITHUB_CLIENT_SECRET', 'Is missing; id and secret go together.'])
  if (settings.GITHUB_CLIENT_SECRET && !settings.GITHUB_CLIENT_ID)
    faults.push(['GITHUB_CLIENT_ID', 'Is missing; id and secret go together.'])
  return faults
}

function isInside(issuer: string) {
  const { protocol, hostname } = new URL(issuer)
  return protocol !== 'https:' || isLoopback(hostname) || isPrivate(hostname)
}

export function providersOf(settings: Parsed): readonly ProviderConfig[] {
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = settings
  const openid = settings.OIDC_PROVIDERS.map(
    (one): ProviderConfig => ({
      kind: 'openid',
      ...one,
      clientSecret: settings.OIDC_SECRETS.get(one.name) ?? '',
    }),
  )
  if (!clientId || !clientSecret) return openid
  return [...openid, { kind: 'github', name: 'github', title: 'GitHub', clientId, clientSecret }]
}
