/** What every process of the product is told here. */
import { join } from 'node:path'
import { usualSettings } from '../../test/support/runtime.ts'

/** Limits out of the way: the few who ask here ask more than a person may. */
export const chaosSettings = (folder: string) => ({
  ...usualSettings(folder),
  LIMIT_CREDENTIAL: '1000000/60',
  ALLOW_PRIVATE_HOSTS: '127.0.0.1',
  AUDIT_ANCHORS: `folder:${join(folder, 'anchor')}`,
})

export const listens = /listens on (http:\/\/\S+)/
