/** Where an entity is declared, for whoever has to mend it; the file is called as the entity is, and the table as both. */

/** `src/entities/order-lines.ts, entity "order-lines"` */
export function declaredIn(name: string): string {
  const entity = name.replaceAll('_', '-')
  return `src/entities/${entity}.ts, entity "${entity}"`
}
