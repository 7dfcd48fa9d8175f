/** From a configuration to the anchors of the log, on Node and Bun. Loaded late, by setting, as every driver is there. */
import type { AnchorConfig } from '../core/config.ts'
import type { Anchor } from '../ports/anchor.ts'
import type { Mailer } from '../ports/mailer.ts'

export const openAnchors = (named: readonly AnchorConfig[], mailer: Mailer): Promise<readonly Anchor[]> =>
  Promise.all(named.map((anchor) => openAnchor(anchor, mailer)))

async function openAnchor(anchor: AnchorConfig, mailer: Mailer): Promise<Anchor> {
  switch (anchor.driver) {
    case 'folder': {
      const { folder } = await import('../drivers/anchors/folder.ts')
      return folder(anchor)
    }
    case 's3': {
      const { s3 } = await import('../drivers/anchors/s3.ts')
      return s3(anchor)
    }
    case 'witness': {
      const { witness } = await import('../drivers/anchors/witness.ts')
      return witness(anchor)
    }
    case 'mail': {
      const { mailed } = await import('../drivers/anchors/mail.ts')
      return mailed({ ...anchor, mailer })
    }
  }
}
