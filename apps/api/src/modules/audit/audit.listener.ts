import { Inject, Injectable } from '@nestjs/common';
import { Consumers } from '../../infrastructure/events/consumers.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { auditView } from '../../infrastructure/audit-log/audit.schema.ts';
import { AuditTrail } from '../../infrastructure/audit-log/audit-trail.ts';
import { deedOf, mayBeDeed } from './audited.ts';

const mostTold = 1_000;

/** Durable: what was done is on the trail even if this process dies right after it was done. */
@Injectable()
export class AuditListener {
  constructor(
    consumers: Consumers,
    trail: AuditTrail,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.tells('audit', async ({ id }) => {
      const { items } = await trail.page({ user: id }, mostTold);
      return items.map((entry) => auditView(entry, { withAddress: false }));
    });
    // It names nobody, so there is nothing to erase.
    personal.add('audit', {
      keep: { days: keepDays.audit, forget: (before, atMost) => trail.forgetBefore(before, atMost) },
    });
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
