/** All settings of the audit log: who seals it, where its heads are published, and to whom it is handed on. */
import { anchorExamples, anchorFields } from './anchor-settings.ts'
import { collectorExamples, collectorFields } from './collector-settings.ts'
import { sealingExamples, sealingFields } from './sealing-settings.ts'

export const auditExamples: Record<string, string> = {
  ...sealingExamples,
  ...anchorExamples,
  ...collectorExamples,
}

export const auditFields = { ...sealingFields, ...anchorFields, ...collectorFields }
