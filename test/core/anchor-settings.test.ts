import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyPurposes } from '../../src/core/keys.ts'
import { type Environment, parseSettings } from '../../src/core/settings.ts'

const key = (purpose: string) => `k1:${purpose}:${randomBytes(32).toString('base64')}`
const KEYS = keyPurposes.map(key).join(',')
const parse = (environment: Environment) =>
  parseSettings({ KEYS, ...environment }, { mode: 'development', database: 'pglite' })
const anchors = (environment: Environment) => {
  const settings = parse(environment)
  if ('faults' in settings) throw new Error(JSON.stringify(settings.faults))
  return settings.config.anchors
}
const faults = (environment: Environment) => {
  const settings = parse(environment)
  return 'faults' in settings ? settings.faults.map(({ name, wrong }) => [name, wrong]) : []
}

/** A key as its operator hands it out: `name+id+base64` of the type and 32 bytes. */
function vkeyOf(name: string, type = 4) {
  const bytes = Buffer.concat([Uint8Array.of(type), randomBytes(32)])
  const id = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8)
  return `${name}+${id}+${bytes.toString('base64')}`
}

const vkey = vkeyOf('witness.example.com/w1')
const s3 = { AUDIT_S3_KEY_ID: 'AKIAEXAMPLE', AUDIT_S3_SECRET: 'a+b/c' }
const bucket = 's3:https://s3.eu-central-1.amazonaws.com/bucket/holdfast'

describe('the anchors of the log', () => {
  test('are none by default, and then nothing is asked of S3', () => {
    expect(anchors({})).toEqual([])
    expect(anchors({ AUDIT_S3_KEY_ID: 'lies-about' })).toEqual([])
  })

  test('are any number, in order', () => {
    const named = [
      'folder:/mnt/worm/holdfast',
      bucket,
      `witness:${vkey}|https://witness.example.com/submit|https://monitor.example.com/`,
      'mail:Auditor@example.com',
    ]
    expect(anchors({ AUDIT_ANCHORS: named.join(', '), ...s3 })).toEqual([
      { driver: 'folder', dir: '/mnt/worm/holdfast' },
      {
        driver: 's3',
        url: 'https://s3.eu-central-1.amazonaws.com/bucket/holdfast',
        keyId: 'AKIAEXAMPLE',
        secret: 'a+b/c',
        region: 'us-east-1',
        lockDays: undefined,
      },
      {
        driver: 'witness',
        vkey,
        url: 'https://witness.example.com/submit',
        monitoring: 'https://monitor.example.com/',
      },
      { driver: 'mail', to: 'auditor@example.com' },
    ])
  })

  test('are two witnesses, of which one cannot be asked what it holds', () => {
    const other = vkeyOf('witness.example.com/w2')
    const AUDIT_ANCHORS = [vkey, other].map((one) => `witness:${one}|https://w.example.com`).join()
    expect(anchors({ AUDIT_ANCHORS })).toMatchObject([
      { vkey, monitoring: undefined },
      { vkey: other, monitoring: undefined },
    ])
  })

  test.each([
    'https://bucket.s3.eu-central-1.amazonaws.com',
    'https://account.r2.cloudflarestorage.com/bucket',
    'http://127.0.0.1:9000/bucket/a/b/',
    'http://[::1]:9000/bucket',
  ])('are a bucket at %s', (url) => {
    expect(anchors({ AUDIT_ANCHORS: `s3:${url}`, ...s3 })).toMatchObject([{ url }])
  })

  test('have a region and a lock', () => {
    const given = { AUDIT_ANCHORS: bucket, ...s3, AUDIT_S3_REGION: 'auto', AUDIT_S3_LOCK_DAYS: '365' }
    expect(anchors(given)).toMatchObject([{ region: 'auto', lockDays: 365 }])
  })

  test.each([
    ['something else', 'ftp:host', /^Must be folder:<path>, s3:<url>, witness/],
    ['nothing behind its kind', 'folder:', /^Must be folder:/],
    ['a bucket without a bucket', 's3:https://s3.eu-central-1.amazonaws.com', /^After s3: must come/],
    ['a bucket with a key in it', 's3:https://id:secret@s3.example.com/b', /^After s3: must come/],
    ['a bucket with a query', 's3:https://s3.example.com/b?x=1', /^After s3: must come/],
    ['a prefix with a space', 's3:https://s3.example.com/b/a%20b', /^After s3: must come/],
    ['a witness with no URL', `witness:${vkey}`, /^After the key of a witness must come/],
    ['a witness with three', `witness:${vkey}|https://a|https://b|https://c`, /^After the key of a witness/],
    ['a witness at another scheme', `witness:${vkey}|ftp://a`, /^After the key of a witness/],
    ['a key whose id is another’s', `witness:${vkey.replace('w1', 'w2')}|https://a`, /^After witness: must/],
    ['the key of a log', `witness:${vkeyOf('w', 1)}|https://a`, /^After witness: must/],
    ['a mailbox that is none', 'mail:nobody', /^After mail: must come an address/],
    ['two folders', 'folder:/a,folder:/b', /^Names folder twice/],
    [
      'a witness twice',
      `witness:${vkey}|https://a,witness:${vkey}|https://b`,
      /^Names witness:witness.+ twice/,
    ],
  ])('are not %s', (_what, AUDIT_ANCHORS, wrong) => {
    expect(faults({ AUDIT_ANCHORS, ...s3 })).toEqual([['AUDIT_ANCHORS', expect.stringMatching(wrong)]])
  })

  test('never have repeated what was wrong with them', () => {
    const AUDIT_ANCHORS = 's3:https://id:hunter2@s3.example.com/b,hunter2,mail:hunter2,witness:hunter2'
    expect(JSON.stringify(parse({ AUDIT_ANCHORS }))).not.toContain('hunter2')
  })

  test.each([
    ['AUDIT_S3_KEY_ID', { AUDIT_S3_KEY_ID: '' }, /^Is required where AUDIT_ANCHORS names a bucket/],
    ['AUDIT_S3_SECRET', { AUDIT_S3_SECRET: '' }, /^Is required where AUDIT_ANCHORS names a bucket/],
    ['AUDIT_S3_SECRET', { AUDIT_S3_SECRET: 'a b' }, /^Must be the secret/],
    ['AUDIT_S3_REGION', { AUDIT_S3_REGION: 'eu central' }, /^Must be the name of a region/],
    ['AUDIT_S3_LOCK_DAYS', { AUDIT_S3_LOCK_DAYS: '0' }, /^Must be a whole number/],
    ['AUDIT_S3_LOCK_DAYS', { AUDIT_S3_LOCK_DAYS: '1.5' }, /^Must be a whole number/],
    ['AUDIT_S3_LOCK_DAYS', { AUDIT_S3_LOCK_DAYS: '36501' }, /^Must be a whole number/],
  ])('%s: %o is a fault', (name, given, wrong) => {
    expect(faults({ AUDIT_ANCHORS: bucket, ...s3, ...given })).toEqual([[name, expect.stringMatching(wrong)]])
  })

  test.each([
    's3:http://minio.internal:9000/bucket',
    `witness:${vkey}|http://w.internal`,
    `witness:${vkey}|https://w.internal|http://m.internal`,
  ])('%s crosses the network in plain text only to hosts that are named', (AUDIT_ANCHORS) => {
    expect(faults({ AUDIT_ANCHORS, ...s3 })).toEqual([
      ['AUDIT_ANCHORS', expect.stringMatching(/^Would cross the network in plain text/)],
    ])
    const ALLOW_PLAINTEXT_HOSTS = 'minio.internal,w.internal,m.internal'
    expect(faults({ AUDIT_ANCHORS, ...s3, ALLOW_PLAINTEXT_HOSTS })).toEqual([])
  })

  test('who only seals needs a way for mails where a mailbox is named, and none otherwise', () => {
    const sealing = (environment: Environment) => {
      const given = {
        MODE: 'production',
        KEYS: key('audit'),
        BASE_URL: 'https://a.example.com',
        ...environment,
      }
      const settings = parseSettings(given, { mode: 'production', database: 'neon-http', needs: ['audit'] })
      return 'faults' in settings ? settings.faults.map(({ name }) => name) : []
    }
    const DATABASE_URL = 'postgres://sealer@127.0.0.1/x'
    expect(sealing({ DATABASE_URL, AUDIT_ANCHORS: 'folder:/a' })).toEqual([])
    expect(sealing({ DATABASE_URL, AUDIT_ANCHORS: 'mail:a@example.com' })).toEqual(['MAIL', 'MAIL_FROM'])
    const way = { MAIL: 'resend:key', MAIL_FROM: 'no-reply@example.com' }
    expect(sealing({ DATABASE_URL, AUDIT_ANCHORS: 'mail:a@example.com', ...way })).toEqual([])
  })
})
