import { Controller } from '@nestjs/common';
import { type InputOf, type User, calls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { IdentityLinks } from './identity-links.ts';

@Controller()
export class IdentityLinksController {
  constructor(private readonly links: IdentityLinks) {}

  @Serve(calls.unlinkUser)
  async unlink(@By() caller: Caller, @Input() { params }: InputOf<typeof calls.unlinkUser>): Promise<User> {
    return this.links.unlink(caller, params.id);
  }

  @Serve(calls.unlinkMember)
  async unlinkMember(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof calls.unlinkMember>,
  ): Promise<User> {
    return this.links.unlinkMember(caller, params.id, params.userId);
  }
}
