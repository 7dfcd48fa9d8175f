/** Fields that are objects, and what a PATCH may say of their inside (RFC 7396 §2): absent leaves, null removes. */
import * as z from 'zod'
import type { Entity } from './declaration.ts'

/** For `update`: any part of the object. What is required of the whole is asked of the whole, once it is merged. */
export function partsOf(whole: z.ZodObject): z.ZodObject {
  const parts = Object.entries(whole.shape).map(([name, part]) => [name, z.optional(z.nullable(part))])
  return z.strictObject(Object.fromEntries(parts))
}

/** The fields of an entity that are objects, each with the schema of the whole. */
export function objectFields({ create }: Entity): ReadonlyMap<string, z.ZodObject> {
  const found = Object.entries(create.shape).map(([name, schema]) => [name, objectIn(schema)] as const)
  return new Map(found.flatMap(([name, whole]) => (whole ? [[name, whole]] : [])))
}

function objectIn(schema: z.core.$ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return objectIn(schema.unwrap())
  return schema instanceof z.ZodObject ? schema : undefined
}

/** MergePatch(Target, Patch) of RFC 7396 §2. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [name, part] of Object.entries(patch)) {
    if (part === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), part))
  }
  return Object.fromEntries(merged)
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
