import type { AuditAction, AuditEntry } from '@passline/contracts';
import { Schema } from 'mongoose';

/** An entry of the audit log. It is never updated. */
export interface AuditDoc {
  /** The id of the event that it records, so that a repeated event makes no second entry. Ids are in order of time. */
  _id: string;
  at: Date;
  action: AuditAction;
  result: AuditEntry['result'];
  actor: { id: string; role: string } | null;
  subject: { kind: string; id: string };
  restaurantId: string | null;
  details: AuditEntry['details'];
  origin: { ip: string; requestId: string } | null;
  /** Absent in entries of earlier releases. */
  traceId?: string | null;
}

export const AUDIT = 'Audit';
const Mixed = Schema.Types.Mixed;

export const AuditSchema = new Schema(
  {
    _id: String,
    at: Date,
    action: String,
    result: String,
    actor: Mixed,
    subject: Mixed,
    restaurantId: String,
    details: Mixed,
    origin: Mixed,
    traceId: String,
  },
  { collection: 'audit', versionKey: false, minimize: false },
);
// By actor and by subject.
AuditSchema.index({ 'actor.id': 1, _id: -1 });
AuditSchema.index({ 'subject.id': 1, _id: -1 });
// By restaurant, for its owner.
AuditSchema.index({ restaurantId: 1, _id: -1 });
// By action.
AuditSchema.index({ action: 1, _id: -1 });
// By time, also to delete expired entries.
AuditSchema.index({ at: 1 });

export const auditView = (
  { _id, at, origin, ...entry }: AuditDoc,
  { withAddress }: { withAddress: boolean },
): AuditEntry => ({
  id: _id,
  at: at.toISOString(),
  action: entry.action,
  result: entry.result,
  actor: entry.actor,
  subject: entry.subject,
  restaurantId: entry.restaurantId,
  details: entry.details,
  origin: origin && { requestId: origin.requestId, ip: withAddress ? origin.ip : null },
  traceId: entry.traceId ?? null,
});
