/** Encryption of files after age (age-encryption.org/v1): to public recipients, so that who makes one cannot read it. */
import { Decrypter, Encrypter } from 'age-encryption'
import type { Bytes } from '../ports/vault.ts'

/** Every 64 KiB is authenticated, and so is the end. Throws where a recipient is none. */
export async function sealed(content: Bytes, recipients: readonly string[]): Promise<Bytes> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return encrypter.encrypt(webStream(content))
}

/** Throws, before the first byte or later, where none of these identities can read it, or where a byte of it was changed. */
export async function opened(content: Bytes, identities: readonly string[]): Promise<Bytes> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  return decrypter.decrypt(webStream(content))
}

export function webStream(content: Bytes): ReadableStream<Uint8Array> {
  const parts = content[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await parts.return?.()
    },
  })
}
