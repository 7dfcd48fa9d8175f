/** All settings of the audit log: who seals it, and to whom it is handed on. */
import { collectorExamples, collectorFields } from './collector-settings.ts'
import { sealingExamples, sealingFields } from './sealing-settings.ts'

export const auditExamples: Record<string, string> = { ...sealingExamples, ...collectorExamples }

export const auditFields = { ...sealingFields, ...collectorFields }
