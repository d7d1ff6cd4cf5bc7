import { Controller, Inject } from '@nestjs/common';
import { type ConsoleSettings, consoleCalls } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { Serve } from '../../common/http/serve.decorator.ts';

@Controller()
export class ConsoleController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Serve(consoleCalls.getConsoleSettings)
  settings(): ConsoleSettings {
    return { map: this.config.map };
  }
}
