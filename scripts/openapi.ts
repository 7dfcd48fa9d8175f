/** Bundled and run by `scripts/build.mjs`: the OpenAPI document of the whole list of endpoints, in the file named. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../src/core/config.ts'
import { endpointsOf } from '../src/endpoints.ts'

const [, , file = 'dist/openapi.json'] = process.argv
/** Production's list: what is there in development only is no part of the contract. */
const about = { mode: 'production', baseUrl: 'https://holdfast.example.org' } as Config
const endpoint = endpointsOf(about).find(({ path }) => path === '/openapi.json')
const { body } = (await endpoint?.run({} as never)) ?? {}

mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(body, null, 2)}\n`)
