import { fetched } from '../../../src/drivers/egress/fetched.ts'
import { egressContract } from '../../contracts/egress.ts'

egressContract('fetched', fetched)
