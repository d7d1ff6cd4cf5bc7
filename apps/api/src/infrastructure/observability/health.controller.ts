import { Controller, Res } from '@nestjs/common';
import { type Health, calls } from '@passline/contracts';
import type { Response } from 'express';
import { Serve } from '../../common/http/serve.decorator.ts';
import { HealthOf } from './health.ts';
import { Metrics } from './metrics.ts';

@Controller()
export class HealthController {
  constructor(
    private readonly healthOf: HealthOf,
    private readonly registry: Metrics,
  ) {}

  @Serve(calls.health)
  async health(@Res({ passthrough: true }) response: Response): Promise<Health> {
    return answerOf(await this.healthOf.report(), response);
  }

  @Serve(calls.ready)
  async ready(@Res({ passthrough: true }) response: Response): Promise<Health> {
    return answerOf(await this.healthOf.report(), response);
  }

  @Serve(calls.live)
  live(): Health {
    return this.healthOf.process();
  }

  @Serve(calls.metrics)
  async metrics(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.type(this.registry.contentType);
    return this.registry.read();
  }
}

/** The report is the body of a 503 as well, so that it shows which check is down. */
function answerOf(report: Health, response: Response): Health {
  if (report.status === 'unavailable' || report.status === 'draining') response.status(503);
  return report;
}
