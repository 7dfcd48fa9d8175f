// Stands, in what is bundled, for the ASN.1 libraries of passkeys: of all they know, an ES256 signature is what is read
// (no attestation is; no-attestation.cjs), and they are a tenth of the Worker. The platform verifies what is read here.

const sequence = 0x30
const integer = 0x02

/** `Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 §2.2.3) in DER, of curves whose lengths fit one byte. */
function parse(bytes) {
  let at = 0
  const take = (tag) => {
    const length = bytes[at + 1] ?? 0x80
    if (bytes[at] !== tag || length === 0 || length > 0x7f || at + 2 + length > bytes.length)
      throw new Error('This is no ECDSA signature.')
    at += 2
    return length
  }
  const number = () => {
    const length = take(integer)
    at += length
    return bytes.slice(at - length, at)
  }
  const length = take(sequence)
  const signature = { r: number(), s: number() }
  if (at !== 2 + length || at !== bytes.length) throw new Error('This is no ECDSA signature.')
  return signature
}

module.exports = { AsnParser: { parse } }
