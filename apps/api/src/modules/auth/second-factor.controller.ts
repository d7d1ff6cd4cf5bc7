import { Controller } from '@nestjs/common';
import {
  type AnswerOf,
  type InputOf,
  type SecondFactorState,
  type Session,
  calls,
} from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import { By, type Caller, From } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { OwnSecondFactor } from './own-second-factor.ts';
import { SecondStep } from './second-step.ts';

@Controller()
export class SecondFactorController {
  constructor(
    private readonly secondStep: SecondStep,
    private readonly own: OwnSecondFactor,
  ) {}

  @Serve(calls.signInWithCode, { perAddress: { burst: 200, perSecond: 20 } })
  async signIn(
    @Input() { body }: InputOf<typeof calls.signInWithCode>,
    @From() origin: Origin,
  ): Promise<Session> {
    return this.secondStep.signIn(body.ticket, body.code, origin);
  }

  @Serve(calls.getSecondFactor)
  async state(@By() caller: Caller): Promise<SecondFactorState> {
    return this.own.state(caller);
  }

  @Serve(calls.startSecondFactor)
  async start(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.startSecondFactor>,
  ): Promise<AnswerOf<typeof calls.startSecondFactor>> {
    return this.own.start(caller, body);
  }

  @Serve(calls.confirmSecondFactor)
  async confirm(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.confirmSecondFactor>,
  ): Promise<AnswerOf<typeof calls.confirmSecondFactor>> {
    return { recoveryCodes: await this.own.confirm(caller, body.code) };
  }

  @Serve(calls.turnOffSecondFactor)
  async turnOff(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.turnOffSecondFactor>,
  ): Promise<undefined> {
    await this.own.turnOff(caller, body);
  }
}
