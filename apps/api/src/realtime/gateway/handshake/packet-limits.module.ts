import { Module } from '@nestjs/common';
import { MetricsModule } from '../../metrics/metrics.module.ts';
import { PacketGate } from './packet-gate.ts';
import { UserRateLimit } from './user-rate-limit.ts';

/** Limits what connections may send, for the handshake and for the commands. */
@Module({
  imports: [MetricsModule],
  providers: [PacketGate, UserRateLimit],
  exports: [PacketGate, UserRateLimit],
})
export class PacketLimitsModule {}
