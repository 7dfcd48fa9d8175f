/** Started by `holdfast new entity` under tsx, in a checkout. */
import { join } from 'node:path'
import { newEntity } from './new-entity/command.ts'

process.exitCode = await newEntity(process.argv.slice(2), {
  root: join(import.meta.dirname, '../..'),
  stdout: process.stdout,
  stderr: process.stderr,
})
