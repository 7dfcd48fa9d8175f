/** `holdfast audit <verb>`: what an operator or an auditor does with the sealed log. Each verb is a file. */
import { parseArgs } from 'node:util'
import { signerOf, vkeyOf } from '../audit/tree/note.ts'
import { publishLog } from './audit-publish.ts'
import { retain } from './audit-retain.ts'
import { sealLog } from './audit-seal.ts'
import { verifyLog } from './audit-verify.ts'
import type { Around, Command } from './command.ts'

export const auditHelp = `holdfast audit seal [--once] [--every SECONDS]
holdfast audit verify [--vkey KEY]… [--checkpoint FILE]… [--anchors newest|all|none] [--no-rows] [--json]
holdfast audit verify --url URL | --dir DIR [--vkey KEY]… [--checkpoint FILE]… [--json]
holdfast audit publish --dir DIR [--json]
holdfast audit keys [--json]
holdfast audit retain MONTHS

  seal      Seals the log, every 2 seconds, until it is told to stop: what was committed becomes leaves of a
            Merkle tree, whose heads are signed and published. KEYS holds the audit key and need hold no other,
            DATABASE_URL (or SEALER_DATABASE_URL) logs in as 'sealer'. Any number may run: one leads.
  verify    Recomputes the whole log: signatures, every leaf, every tile and every root; what of it was deleted, put
            in later or erased; and whether every row is what the log says it became. It trusts nothing that
            the database says of itself. What is not sealed yet cannot be verified; it says how much that is.
  publish   Writes the log into a folder, as files that anybody can verify (C2SP tlog-tiles): hashes, entries, the newest
            signed checkpoint. What is there and cannot change is left alone.
  keys      The public half of each audit key, as those who verify take it (--vkey).
  retain    Keeps the log for so many months, from 3 to 1200; without it, for ever. A month goes whole, when it is
            older and all of it is sealed; its leaves stay in the tree, so that everything else still verifies.
            Logs in with MIGRATION_DATABASE_URL: who serves the API cannot say so.

  --once            seal what there is, say how much, and end
  --every SECONDS   the pause between two rounds, from 1 to 60; default 2
  --vkey KEY        a public key of the log, instead of those in KEYS; several while keys change, or for old heads
  --checkpoint FILE a checkpoint that you keep: what it covers must still be there, as it was
  --anchors …       what AUDIT_ANCHORS hold it is held against as well: the newest of each (default), all, or none.
                    Where one does not answer the exit code is 2, unless something was changed
  --no-rows         only the log, not the tables
  --url, --dir      not the database but the log as it is published: https://api.example.com/audit, or a folder.
                    Entries at a URL are for who may read the log: HOLDFAST_TOKEN holds a bearer token of
                    theirs. Without one the tree is verified from the hashes of its leaves, and that is said.
  --json            one JSON object on standard output

  Exit codes: 0 done, and verified; 1 not done, or something was changed; 2 wrong usage or settings, or that could not be said.
`

const verbs: Readonly<Record<string, Command>> = { seal, verify, publish, keys, retain: keepFor }

export const auditCommand: Command = async ([verb, ...args], around) => {
  const command = verbs[verb ?? '']
  if (command) return command(args, around)
  around.stderr.write(auditHelp)
  return 2
}

async function seal(args: readonly string[], around: Around): Promise<number> {
  const options = {
    once: { type: 'boolean', default: false },
    every: { type: 'string', default: '2' },
  } as const
  const asked = parsed(() => parseArgs({ args: [...args], options }).values)
  if (!asked || !/^([1-9]|[1-5]\d|60)$/.test(asked.every)) {
    around.stderr.write(auditHelp)
    return 2
  }
  return sealLog({ once: asked.once, every: Number(asked.every) }, around)
}

async function verify(args: readonly string[], around: Around): Promise<number> {
  const code = await verifyLog(args, around)
  if (code === undefined) around.stderr.write(auditHelp)
  return code ?? 2
}

async function publish(args: readonly string[], around: Around): Promise<number> {
  const options = { dir: { type: 'string' }, json: { type: 'boolean', default: false } } as const
  const asked = parsed(() => parseArgs({ args: [...args], options }).values)
  if (asked?.dir) return publishLog(asked.dir, asked.json, around)
  around.stderr.write(auditHelp)
  return 2
}

async function keys(args: readonly string[], { config, stdout, stderr }: Around): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const
  const asked = parsed(() => parseArgs({ args: [...args], options }).values)
  if (!asked) {
    stderr.write(auditHelp)
    return 2
  }
  const ring = config.keys.audit.map(({ kid, bytes }) => ({
    kid,
    vkey: vkeyOf(signerOf(config.auditOrigin, bytes)),
  }))
  if (ring.length === 0) throw new Error('KEYS holds no audit key.')
  if (asked.json) stdout.write(`${JSON.stringify({ origin: config.auditOrigin, keys: ring })}\n`)
  else for (const { kid, vkey } of ring) stdout.write(`${kid.padEnd(8)} ${vkey}\n`)
  return 0
}

async function keepFor(args: readonly string[], around: Around): Promise<number> {
  const [months = '', ...rest] = args
  if (rest.length > 0 || !/^[1-9]\d{0,3}$/.test(months) || Number(months) < 3 || Number(months) > 1200) {
    around.stderr.write(auditHelp)
    return 2
  }
  return retain(Number(months), around)
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    return undefined // an option we do not know
  }
}
