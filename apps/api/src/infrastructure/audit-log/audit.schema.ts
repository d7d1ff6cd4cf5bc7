import type { AuditAction, AuditEntry } from '@passline/contracts';
import { Schema } from 'mongoose';

/** Written once and never changed: there is no version, and no call that updates it. */
export interface AuditDoc {
  /** Of the event that it tells of, so that it is told once; in order of time. */
  _id: string;
  at: Date;
  action: AuditAction;
  result: AuditEntry['result'];
  actor: { id: string; role: string } | null;
  subject: { kind: string; id: string };
  restaurantId: string | null;
  details: AuditEntry['details'];
  origin: { ip: string; requestId: string } | null;
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
  },
  { collection: 'audit', versionKey: false, minimize: false },
);
// What somebody did, and what was done to them.
AuditSchema.index({ 'actor.id': 1, _id: -1 });
AuditSchema.index({ 'subject.id': 1, _id: -1 });
// An owner's trail.
AuditSchema.index({ restaurantId: 1, _id: -1 });
// All of one kind.
AuditSchema.index({ action: 1, _id: -1 });
// Between two moments; what is older than it is kept.
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
});
