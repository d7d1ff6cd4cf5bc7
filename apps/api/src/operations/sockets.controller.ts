import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, socketCalls } from '@passline/contracts';
import { Input } from '../common/http/input.ts';
import { Serve } from '../common/http/serve.decorator.ts';
import { AccessExplanation } from '../realtime/authorization/access-explanation.ts';
import { ConnectionStats } from '../realtime/connections/connection-stats.ts';
import { SystemStats } from '../realtime/delivery/system-stats.ts';
import { ClusterSocketMetrics } from '../realtime/metrics/cluster-socket-metrics.ts';
import { UnansweredOrders } from './unanswered-orders.ts';
import { InternalEmit } from './internal-emit.ts';

@Controller()
export class SocketsController {
  constructor(
    private readonly explanation: AccessExplanation,
    private readonly unansweredOrders: UnansweredOrders,
    private readonly connectionStats: ConnectionStats,
    private readonly socketMetrics: ClusterSocketMetrics,
    private readonly emit: InternalEmit,
    private readonly stats: SystemStats,
  ) {}

  @Serve(socketCalls.socketStatus)
  async status(): Promise<AnswerOf<typeof socketCalls.socketStatus>> {
    return this.connectionStats.ofAllNodes();
  }

  @Serve(socketCalls.explainAccess)
  async explain(
    @Input() { query }: InputOf<typeof socketCalls.explainAccess>,
  ): Promise<AnswerOf<typeof socketCalls.explainAccess>> {
    return this.explanation.explain(query);
  }

  @Serve(socketCalls.listUnanswered)
  async unanswered(
    @Input() { query }: InputOf<typeof socketCalls.listUnanswered>,
  ): Promise<AnswerOf<typeof socketCalls.listUnanswered>> {
    return this.unansweredOrders.list(query.limit, query.cursor);
  }

  @Serve(socketCalls.countOpenOrders)
  async openOrders(): Promise<AnswerOf<typeof socketCalls.countOpenOrders>> {
    return { items: await this.unansweredOrders.openCounts() };
  }

  @Serve(socketCalls.statsHistory)
  async statsHistory(): Promise<AnswerOf<typeof socketCalls.statsHistory>> {
    return this.stats.history();
  }

  @Serve(socketCalls.socketMetrics)
  async metrics(): Promise<AnswerOf<typeof socketCalls.socketMetrics>> {
    return this.socketMetrics.ofAllNodes();
  }

  @Serve(socketCalls.internalEmit)
  async internalEmit(
    @Input() { body }: InputOf<typeof socketCalls.internalEmit>,
  ): Promise<AnswerOf<typeof socketCalls.internalEmit>> {
    return { accepted: true, id: await this.emit.emit(body) };
  }
}
