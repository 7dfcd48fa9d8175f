import { openPglite } from '../../../src/drivers/postgres/pglite.ts'
import { databaseContract } from '../../contracts/database.ts'

databaseContract('pglite', async () => (await openPglite()).database, { cancels: false, concurrent: false })
