/** What the Auth Service keeps. */
export * from './tables/factors.ts'
export * from './tables/grants.ts'
export * from './tables/people.ts'
