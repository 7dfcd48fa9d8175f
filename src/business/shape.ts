/** What a body may hold: an object with these fields and no others. */
import type { z } from 'zod'

export type Shape = z.ZodObject<z.core.$ZodShape, z.core.$strict>
