/** The plan of the house. Moving a wall means editing this file in the same commit, and saying why. */

/** From the ground up. Rooms of one floor do not import each other. */
export const floors: readonly (readonly string[])[] = [
  ['core'],
  ['ports'],
  ['drivers', 'store'],
  ['audit'],
  // Copies of all of it, and of the log's newest head. It knows no table but the log's.
  ['backup'],
  ['auth'],
  ['business'],
  // Its endpoints are rows of a person, like the domain's: what covers and takes along those names these as well.
  ['webhooks'],
  ['entities'],
  // What follows a change of the domain: money, mail.
  ['payments', 'mailing'],
  ['gateway'],
  ['watch', 'console'],
  // The one list of each kind, over all rooms: what app mounts, what the audit covers, what belongs to a person, what is sealed.
  ['coverage', 'own-data', 'sealed'],
  ['endpoints'],
  ['app'],
  ['entry'],
  // The command line opens the same house from the same environment, so it stands on the entries.
  ['cli'],
]

/** Rooms that may see less than what lies below them. */
export const confined: Readonly<Record<string, readonly string[]>> = {
  // A driver turns a vendor into a port; what we build on ports is none of its business.
  drivers: ['core', 'ports'],
}

/** Rooms that few may enter, whatever floor they are on: a vendor's name appears at the roof only. */
export const reserved: Readonly<Record<string, readonly string[]>> = { drivers: ['entry', 'cli'] }

/** Rooms that may name the runtime they run on. */
export const knowsRuntime = ['entry', 'cli', 'drivers']

/** Files or rooms (ending in `/`) that may load code late, each with its reason. */
export const loadsLate: Readonly<Record<string, string>> = {
  'entry/': 'the setting decides which driver is needed; the others are not loaded',
  'cli/': 'a command loads what it needs, and no more',
}

/** Files that a runtime starts: they need not export anything by name. */
export const isStarted = (file: string) => /^(entry|cli)\/[\w-]+\.tsx?$/.test(file)

/** The files whose runtime demands a default export. */
export const mayExportDefault = ['entry/worker.ts', 'entry/worker-sealer.ts']

export const maxLines = 200

/** Words that say nothing about what a file is for. */
export const emptyWords = /(^|[/.-])(utils?|helpers?|managers?|services?|common|misc)([/.-]|$)/
