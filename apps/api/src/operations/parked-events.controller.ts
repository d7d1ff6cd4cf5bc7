import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, Refusal, parkedCalls } from '@passline/contracts';
import { Relay } from '@passline/event-log';
import { By, type Caller, actorOf } from '../common/access/caller.ts';
import { assertAllowed } from '../common/access/assert-allowed.ts';
import { AuditLog } from '../infrastructure/audit-log/audit-log.ts';
import { Input } from '../common/http/input.ts';
import { Serve } from '../common/http/serve.decorator.ts';

/** Parked events are never dropped: an operator lists and retries them here. */
@Controller()
export class ParkedEventsController {
  constructor(
    private readonly relay: Relay,
    private readonly audit: AuditLog,
  ) {}

  @Serve(parkedCalls.listParked)
  async listParked(
    @By() caller: Caller,
    @Input() { query }: InputOf<typeof parkedCalls.listParked>,
  ): Promise<AnswerOf<typeof parkedCalls.listParked>> {
    assertAllowed(caller, 'operations');
    const [parked, total] = await Promise.all([
      this.relay.parked.list(query.limit),
      this.relay.parked.count(),
    ]);
    const items = parked.map(({ id, envelope, attempts, error, consumer, parkedAt }) => ({
      id,
      type: envelope.type,
      aggregate: { kind: envelope.aggregate.kind, id: envelope.aggregate.id },
      attempts,
      error,
      consumer,
      at: parkedAt.toISOString(),
    }));
    return { items, nextCursor: null, total };
  }

  @Serve(parkedCalls.retryParked)
  async retryParked(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof parkedCalls.retryParked>,
  ): Promise<AnswerOf<typeof parkedCalls.retryParked>> {
    assertAllowed(caller, 'operations');
    const outcome = await this.relay.parked.retry(params.id);
    if (!outcome)
      throw new Refusal('not_found', 'No parked event has this id. It may have been retried already.');
    await this.audit.record({
      action: 'parked_event.retried',
      result: outcome.delivered ? 'done' : 'failed',
      actor: actorOf(caller),
      subject: { kind: 'parked event', id: params.id },
    });
    return { delivered: outcome.delivered, error: outcome.error ?? null };
  }
}
