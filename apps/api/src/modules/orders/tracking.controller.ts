import { Controller } from '@nestjs/common';
import { type AnswerOf, orderCalls, type InputOf, type TrackedOrder } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { OrderAccess } from './order.access.ts';
import { LastPosition } from './last-position.ts';
import { trackedView, TrackingTokens } from './tracking.ts';

@Controller()
export class TrackingController {
  constructor(
    private readonly access: OrderAccess,
    private readonly tokens: TrackingTokens,
    private readonly positions: LastPosition,
  ) {}

  @Serve(orderCalls.createTrackingLink, { perAccount: 'records' })
  async createTrackingLink(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof orderCalls.createTrackingLink>,
  ): Promise<AnswerOf<typeof orderCalls.createTrackingLink>> {
    const order = await this.access.assertAllowed(caller, params.id, 'order:share');
    const { token, expiresAt } = await this.tokens.issue(order);
    return { token, url: `/track/${token}`, expiresAt: expiresAt.toISOString() };
  }

  // The usual limit per address is enough: open pages poll often, and tokens cannot be guessed.
  @Serve(orderCalls.track)
  async track(@Input() { params }: InputOf<typeof orderCalls.track>): Promise<TrackedOrder> {
    const { order, expiresAt } = await this.tokens.show(params.token);
    return trackedView(order, await this.positions.of(order), expiresAt);
  }
}
