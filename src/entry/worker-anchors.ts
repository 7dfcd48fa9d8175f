/** From a configuration to the anchors of the log, on Workers: those that are asked by fetch. */
import type { AnchorConfig, Config } from '../core/config.ts'
import { mailed } from '../drivers/anchors/mail.ts'
import { s3 } from '../drivers/anchors/s3.ts'
import { witness } from '../drivers/anchors/witness.ts'
import { resend } from '../drivers/mail/resend.ts'
import type { Anchor } from '../ports/anchor.ts'

/** Throws where one of them needs what a Worker does not have. */
export const fetchedAnchors = (config: Pick<Config, 'anchors' | 'mail' | 'mailFrom'>): readonly Anchor[] =>
  config.anchors.map((anchor) => fetched(anchor, config))

function fetched(anchor: AnchorConfig, { mail, mailFrom: from }: Pick<Config, 'mail' | 'mailFrom'>): Anchor {
  switch (anchor.driver) {
    case 'folder':
      throw new Error(
        'AUDIT_ANCHORS: a Worker has no disk; use s3:<url>, witness:<key>|<url> or mail:<address>.',
      )
    case 's3':
      return s3(anchor)
    case 'witness':
      return witness(anchor)
    case 'mail':
      if (mail.driver !== 'resend')
        throw new Error('AUDIT_ANCHORS: a Worker has no sockets; mail:<address> needs MAIL=resend:<key>.')
      return mailed({ ...anchor, mailer: resend({ ...mail, from }) })
  }
}
