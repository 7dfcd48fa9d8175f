export function snapshotFile(): URL | undefined
