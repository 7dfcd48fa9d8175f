/**
 * A record as an event of OCSF (Open Cybersecurity Schema Framework 1.3), which collectors know how to read. Who did what to which row,
 * whence and with what outcome; of a change the names of columns and never their values, for those stay here, where they can be erased.
 */
import type { Told } from '../reading/shape.ts'

const version = '1.3.0'

/** Class, and what it calls each activity (`class_uid`, `activity_id`). */
const entityManagement = {
  class_uid: 3004,
  class_name: 'Entity Management',
  category_uid: 3,
  category_name: 'Identity & Access Management',
}
const authentication = {
  class_uid: 3002,
  class_name: 'Authentication',
  category_uid: 3,
  category_name: 'Identity & Access Management',
}
const apiActivity = {
  class_uid: 6003,
  class_name: 'API Activity',
  category_uid: 6,
  category_name: 'Application Activity',
}

const changes: Readonly<Record<string, readonly [number, string]>> = {
  INSERT: [1, 'Create'],
  UPDATE: [3, 'Update'],
  DELETE: [4, 'Delete'],
}
const other = [99, 'Other'] as const

function activityOf({ operation, action }: Told) {
  const change = changes[operation]
  if (change) return { of: entityManagement, activity: change }
  if (/^auth\.(login|sign-in)/.test(action)) return { of: authentication, activity: [1, 'Logon'] as const }
  if (/^auth\.logout/.test(action)) return { of: authentication, activity: [2, 'Logoff'] as const }
  if (action.startsWith('auth.')) return { of: authentication, activity: other }
  const reads = /:(read|list|export|history)/.test(action)
  return { of: apiActivity, activity: reads ? ([2, 'Read'] as const) : other }
}

const changed = ({ details }: Told): readonly string[] => {
  const { old = {}, new: now = {}, redacted = [] } = details as Record<string, object | readonly string[]>
  return [...new Set([...Object.keys(old), ...Object.keys(now), ...(redacted as readonly string[])])]
}

/** One event as JSON text. `metadata.sequence` is the place in the tree: an event that comes twice has the same. */
export function ocsfOf(record: Told, origin: string): string {
  const { of, activity } = activityOf(record)
  const [activityId, activityName] = activity
  const denied = record.outcome === 'denied'
  return JSON.stringify({
    ...of,
    ...{ activity_id: activityId, activity_name: activityName, type_uid: of.class_uid * 100 + activityId },
    ...(denied ? { severity_id: 3, severity: 'Medium' } : { severity_id: 1, severity: 'Informational' }),
    ...(record.outcome === 'success'
      ? { status_id: 1, status: 'Success' }
      : { status_id: 2, status: 'Failure' }),
    ...{ status_code: record.outcome, time: Date.parse(record.createdAt) },
    metadata: {
      ...{ version, log_name: origin, sequence: record.seq, uid: record.id },
      ...(record.requestId && { correlation_uid: record.requestId }),
      product: { name: 'Holdfast', vendor_name: 'Holdfast' },
    },
    actor: {
      ...(record.userId && { user: { uid: record.userId, type: record.actorKind } }),
      ...(record.sessionId && { session: { uid: record.sessionId } }),
      ...(!record.userId && { app_name: record.actorKind }),
    },
    ...(record.ipAddress && { src_endpoint: { ip: record.ipAddress } }),
    ...(record.userAgent && { http_request: { user_agent: record.userAgent } }),
    api: { operation: record.action },
    entity: { type: record.entity, ...(record.entityId && { uid: record.entityId }) },
    ...(record.operation !== 'EVENT' && { unmapped: { changed: changed(record) } }),
  })
}
