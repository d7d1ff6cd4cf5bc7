import { Controller } from '@nestjs/common';
import { type InputOf, type User, calls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { SecondFactorResets } from './second-factor-resets.ts';

@Controller()
export class SecondFactorResetsController {
  constructor(private readonly resets: SecondFactorResets) {}

  @Serve(calls.resetSecondFactor)
  async reset(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof calls.resetSecondFactor>,
  ): Promise<User> {
    return this.resets.reset(caller, params.id);
  }

  @Serve(calls.resetSecondFactorOfMember)
  async resetMember(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof calls.resetSecondFactorOfMember>,
  ): Promise<User> {
    return this.resets.resetMember(caller, params.id, params.userId);
  }
}
