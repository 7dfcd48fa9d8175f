/** Is there an embedded database yet? Who only looks must not make one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../core/config.ts'

export const embeddedFolder = ({ dataDir }: Pick<Config, 'dataDir'>) => join(dataDir, 'postgres')

export const noneEmbeddedYet = (config: Pick<Config, 'dataDir'>) =>
  !existsSync(join(embeddedFolder(config), 'PG_VERSION'))
