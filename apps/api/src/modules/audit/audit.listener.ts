import { Inject, Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { PersonalData } from '../../infrastructure/personal-data/personal-data.ts';
import { auditView } from '../../infrastructure/audit-log/audit.schema.ts';
import { AuditLog } from '../../infrastructure/audit-log/audit-log.ts';
import { traceIdOf } from '../../infrastructure/tracing/traceparent.ts';
import { auditEntryOf, isAudited } from './audited-events.ts';

const mostExported = 1_000;

/** A durable consumer, so that every action reaches the audit log even if this process dies right after it. */
@Injectable()
export class AuditListener {
  constructor(
    consumers: DurableConsumers,
    log: AuditLog,
    personal: PersonalData,
    @Inject(CONFIG) { keepDays }: Config,
  ) {
    personal.addExport('audit', async ({ id }) => {
      const { items } = await log.page({ user: id }, mostExported);
      return items.map((entry) => auditView(entry, { withAddress: false }));
    });
    // Entries contain ids and no personal data, so there is nothing to erase.
    personal.add('audit', {
      keep: { days: keepDays.audit, forget: (before, atMost) => log.forgetBefore(before, atMost) },
    });
    consumers.list.push({
      name: 'audit',
      handles: isAudited,
      consume: async (envelope) => {
        const entry = auditEntryOf(envelope);
        const { id, at, actor, origin, trace } = envelope;
        if (entry)
          await log.add(id, at, actor, origin, { ...entry, traceId: trace ? traceIdOf(trace) : null });
      },
    });
  }
}
