import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  casing: 'snake_case',
  out: './drizzle',
  // The log's own tables are written by hand: Drizzle can express neither partitions nor privileges.
  schema: [
    ...['store', 'auth', 'webhooks', 'payments', 'mailing'].map((room) => `./src/${room}/tables.ts`),
    './src/entities/*.ts',
  ],
})
