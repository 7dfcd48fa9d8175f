export { type Client, type ClientOptions, client } from './client.ts'
export { each, type ListPath, pages } from './pages.ts'
export { type Fault, Problem, type ProblemCode } from './problem.ts'
export type { components, operations, paths } from './schema.d.ts'
