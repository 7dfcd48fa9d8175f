export function migrationsJson(): string
export function bundled(): string
export function outdatedTriggers(): Promise<readonly string[]>
export function classificationFaults(): Promise<readonly string[]>
export function noteFaults(): Promise<readonly string[]>
