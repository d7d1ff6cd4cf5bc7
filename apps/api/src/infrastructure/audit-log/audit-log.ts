import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { AuditAction, Page } from '@passline/contracts';
import { type Actor, isDuplicateKey, newId } from '@passline/event-log';
import type { Model, QueryFilter } from 'mongoose';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { AUDIT, type AuditDoc } from './audit.schema.ts';

/** What an audit entry records. Missing fields get defaults. */
export type NewAuditEntry = Pick<AuditDoc, 'action' | 'subject'> &
  Partial<Pick<AuditDoc, 'result' | 'restaurantId' | 'details' | 'traceId'>>;

export interface AuditFilter {
  user?: string | undefined;
  restaurant?: string | undefined;
  action?: AuditAction | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The append-only audit log. Entries contain ids and numbers, but no names, free texts or secrets. */
@Injectable()
export class AuditLog {
  constructor(@InjectModel(AUDIT) private readonly entries: Model<AuditDoc>) {}

  /** Records an action that is not a domain event. */
  async record({ actor, ...entry }: NewAuditEntry & { actor: Actor }): Promise<void> {
    await this.add(newId(), new Date(), actor, actor.origin, entry);
  }

  /** Idempotent by id. */
  async add(
    id: string,
    at: Date,
    actor: Pick<Actor, 'id' | 'role'> | null,
    origin: Actor['origin'],
    { action, subject, result = 'done', restaurantId = null, details = {}, traceId }: NewAuditEntry,
  ): Promise<void> {
    try {
      await this.entries.insertMany([
        {
          _id: id,
          at,
          action,
          result,
          actor: actor && { id: actor.id, role: actor.role },
          subject,
          restaurantId,
          details,
          origin: origin ? { ip: origin.ip, requestId: origin.requestId } : null,
          traceId: traceId ?? origin?.traceId ?? null,
        },
      ]);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async page(
    { user, restaurant, action, from, to }: AuditFilter,
    limit: number,
    cursor?: string,
  ): Promise<Page<AuditDoc>> {
    const filter: QueryFilter<AuditDoc> = {
      ...(user !== undefined && { $or: [{ 'actor.id': user }, { 'subject.id': user }] }),
      ...(restaurant !== undefined && { restaurantId: restaurant }),
      ...(action && { action }),
      ...((from ?? to) && {
        at: { ...(from && { $gte: new Date(from) }), ...(to && { $lt: new Date(to) }) },
      }),
      ...(cursor && { _id: { $lt: after(cursor)[0] } }),
    };
    const found = await this.entries
      .find(filter)
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<AuditDoc[]>();
    return pageFrom(found, limit, ({ _id }) => [_id]);
  }

  /** Deletes up to `atMost` of the oldest entries before this time. Resolves with their number. */
  async forgetBefore(before: Date, atMost: number): Promise<number> {
    const old = await this.entries
      .find({ at: { $lt: before } }, { _id: 1 })
      .sort({ at: 1 })
      .limit(atMost)
      .lean<{ _id: string }[]>();
    if (old.length === 0) return 0;
    await this.entries.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    return old.length;
  }
}
