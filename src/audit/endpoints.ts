/** The log, for those who may read it: administrators and auditors, and programs of theirs. */
import * as z from 'zod'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { pageShape } from '../store/page.ts'
import { exportRecords, exportType } from './reading/export.ts'
import { findRecord, wholeRecordShape } from './reading/find.ts'
import { listRecords, recordQuery } from './reading/list.ts'
import { proveRecord } from './reading/proof.ts'
import { recordShape } from './reading/shape.ts'
import { verification, verificationShape } from './reading/verification.ts'

export const reading = {
  tag: 'Audit',
  access: { permission: 'audit-logs:read' },
  limits: ['address'],
} as const

const number = (pattern: RegExp, about: string) =>
  z
    .string()
    .refine((text) => pattern.test(text), {
      error: 'Must be a whole number.',
      params: { code: 'invalid_value' },
    })
    .meta({ pattern: pattern.source, maxLength: 19, description: about })

const params = z.strictObject({ id: number(/^[1-9][0-9]{0,17}$/, 'Its number in the log.') })

const after = number(
  /^(-1|0|[1-9][0-9]{0,14})$/,
  'The last `seq` that you have; what lies behind it is told. Default: -1, from the beginning.',
)

export const auditEndpoints: readonly Endpoint[] = [
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/audit-logs',
    action: 'audit-logs:list',
    summary: 'List and search the audit log',
    input: { query: recordQuery },
    output: {
      status: 200,
      description: 'One page, newest first, and where the next one begins.',
      body: z.strictObject({ data: z.array(recordShape), page: pageShape }),
      headers: ['Link'],
    },
    problems: ['validation', 'invalid-cursor'],
    prefers: ['audit-checkpoint'],
    run: (call) => listRecords(call, call.input.query),
  }),
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/audit-logs/export',
    action: 'audit-logs:export',
    summary: 'Export the sealed records of the audit log',
    input: { query: z.strictObject({ after: after.optional() }) },
    output: {
      status: 200,
      description:
        'One line for each record, by rising `seq`, up to the newest checkpoint. A connection that is cut, without the last chunk of the transfer coding, means that it is not all: go on behind the last `seq`.',
      mediaType: exportType,
      flows: true,
      headers: ['Content-Disposition'],
    },
    problems: ['validation'],
    patienceMs: 5_000,
    run: (call) => exportRecords(call, Number(call.input.query.after ?? -1)),
  }),
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/audit-logs/verification',
    action: 'audit-logs:verify',
    summary: 'How far the audit log is sealed and published',
    input: {},
    output: { status: 200, description: 'As it is now.', body: verificationShape },
    problems: [],
    run: async (call) => ({ body: await verification(call) }),
  }),
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/audit-logs/{id}',
    action: 'audit-logs:read',
    summary: 'Read a record of the audit log',
    input: { params },
    output: {
      status: 200,
      description: 'With its salt, and the text that its leaf is the hash of.',
      body: wholeRecordShape,
    },
    problems: ['not-found', 'validation'],
    prefers: ['audit-checkpoint'],
    // What can be erased is kept by nobody.
    run: async (call) => ({ body: await findRecord(call, call.input.params.id), secret: true }),
  }),
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/audit-logs/{id}/proof',
    action: 'audit-logs:prove',
    summary: 'Prove that a record is in the audit log',
    input: { params },
    output: {
      status: 200,
      description:
        'A proof that needs nobody to be asked (C2SP tlog-proof): the entry as `extra`, its place, the hashes beside its way to the root, and the newest checkpoint. `conflict`: it is not sealed yet.',
      mediaType: 'text/plain; charset=utf-8',
      headers: ['Content-Disposition'],
    },
    problems: ['not-found', 'conflict', 'validation'],
    prefers: ['audit-checkpoint'],
    run: (call) => proveRecord(call, call.input.params.id),
  }),
]
