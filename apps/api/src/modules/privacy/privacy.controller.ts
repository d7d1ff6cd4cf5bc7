import { Controller } from '@nestjs/common';
import { type CustomerData, type InputOf, privacyCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { AccountErasure } from './account-erasure.ts';
import { DataExport } from './data-export.ts';

@Controller()
export class PrivacyController {
  constructor(
    private readonly exports: DataExport,
    private readonly erasure: AccountErasure,
  ) {}

  @Serve(privacyCalls.exportMe)
  async exportMe(@By() caller: Caller): Promise<CustomerData> {
    return this.exports.own(caller);
  }

  @Serve(privacyCalls.eraseMe)
  async eraseMe(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof privacyCalls.eraseMe>,
  ): Promise<undefined> {
    await this.erasure.own(caller, body.password);
  }

  @Serve(privacyCalls.exportUser)
  async exportUser(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof privacyCalls.exportUser>,
  ): Promise<CustomerData> {
    return this.exports.of(caller, params.id);
  }

  @Serve(privacyCalls.eraseUser)
  async eraseUser(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof privacyCalls.eraseUser>,
  ): Promise<undefined> {
    await this.erasure.of(caller, params.id);
  }
}
