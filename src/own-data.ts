/** What of the domain belongs to a person. */
import { ownRows } from '../business/own-rows.ts'
import { entities } from './index.ts'

export const ownData = entities.map(ownRows)
