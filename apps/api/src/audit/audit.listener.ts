import { Injectable } from '@nestjs/common';
import { Consumers } from '../events/consumers.ts';
import { AuditTrail } from './audit-trail.ts';
import { deedOf, mayBeDeed } from './audited.ts';

/** Durable: what was done is on the trail even if this process dies right after it was done. */
@Injectable()
export class AuditListener {
  constructor(consumers: Consumers, trail: AuditTrail) {
    consumers.list.push({
      name: 'audit',
      handles: mayBeDeed,
      consume: async (envelope) => {
        const deed = deedOf(envelope);
        if (deed) await trail.add(envelope.id, envelope.at, envelope.actor, envelope.origin, deed);
      },
    });
  }
}
