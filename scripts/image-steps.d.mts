export interface Instruction {
  readonly name: string
  readonly rest: string
}

/** What the last stage would start, and where it lies on this machine. */
export interface Image {
  readonly image: string
  readonly folder: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly port: number
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly healthcheck: readonly string[]
}

export function readDockerfile(text: string): Instruction[]
export function stepsOf(steps: readonly Instruction[]): Instruction[]
export function contextOf(ignore: string): string[]
export function runSteps(into: string, say?: (line: string) => void): Image
