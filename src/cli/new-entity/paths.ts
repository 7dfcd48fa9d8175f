/** The files that an entity is made of, and those in which it gets a line. */

export const listPath = 'src/entities/index.ts'
export const docsPath = 'docs/entities.md'

export const declarationPath = (name: string) => `src/entities/${name}.ts`
export const testPath = (name: string) => `test/entities/${name}.test.ts`

/** Those that must not be there yet. */
export const pathsOf = (name: string) => [declarationPath(name), testPath(name)]
