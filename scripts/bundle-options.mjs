/** How the sources become one program for Node: for the build, and for tests that build another version of it. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The same as in wrangler.toml. */
const standIns = {
  'no-attestation.cjs': [
    ...['x509', 'asn1-android', 'asn1-rsa', 'asn1-x509', 'asn1-x509-post-quantum'].map(
      (name) => `@peculiar/${name}`,
    ),
    ...['reflect-metadata', '@upstash/core-analytics'],
  ],
  'ecdsa-signature.cjs': ['@peculiar/asn1-schema', '@peculiar/asn1-ecc'],
}

/** For esbuild. */
export const bundleOptions = {
  alias: Object.fromEntries(
    Object.entries(standIns).flatMap(([file, names]) =>
      names.map((name) => [name, join(root, 'scripts', file)]),
    ),
  ),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  absWorkingDir: root,
  // What was written for CommonJS asks for `require` at run time.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // Optional parts of pg that are for other runtimes, or for those who compile them.
  external: ['pg-native', 'cloudflare:sockets'],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
}
