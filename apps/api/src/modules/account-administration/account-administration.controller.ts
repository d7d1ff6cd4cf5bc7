import { Controller } from '@nestjs/common';
import { type InputOf, type Page, type User, calls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { AccountAdministration } from './account-administration.service.ts';

@Controller()
export class AccountAdministrationController {
  constructor(private readonly accounts: AccountAdministration) {}

  @Serve(calls.listUsers)
  async list(@By() caller: Caller, @Input() { query }: InputOf<typeof calls.listUsers>): Promise<Page<User>> {
    const { limit, cursor, ...filter } = query;
    return this.accounts.list(caller, filter, limit, cursor);
  }

  @Serve(calls.createUser, { perAccount: 'records' })
  async create(@By() caller: Caller, @Input() { body }: InputOf<typeof calls.createUser>): Promise<User> {
    return this.accounts.create(caller, body);
  }

  @Serve(calls.changeUser)
  async change(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof calls.changeUser>,
  ): Promise<User> {
    return this.accounts.change(caller, params.id, body);
  }

  @Serve(calls.getUser)
  async get(@By() caller: Caller, @Input() { params }: InputOf<typeof calls.getUser>): Promise<User> {
    return this.accounts.get(caller, params.id);
  }

  @Serve(calls.givePassword)
  async givePassword(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof calls.givePassword>,
  ): Promise<User> {
    return this.accounts.givePassword(caller, params.id, body.password);
  }

  @Serve(calls.listTeam)
  async team(
    @By() caller: Caller,
    @Input() { params, query }: InputOf<typeof calls.listTeam>,
  ): Promise<Page<User>> {
    return this.accounts.team(caller, params.id, query.limit, query.cursor);
  }

  @Serve(calls.addToTeam, { perAccount: 'records' })
  async addToTeam(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof calls.addToTeam>,
  ): Promise<User> {
    return this.accounts.addToTeam(caller, params.id, body);
  }

  @Serve(calls.changeTeamMember)
  async changeMember(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof calls.changeTeamMember>,
  ): Promise<User> {
    return this.accounts.changeMember(caller, params.id, params.userId, body);
  }

  @Serve(calls.endMembership)
  async endMembership(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof calls.endMembership>,
  ): Promise<undefined> {
    await this.accounts.endMembership(caller, params.id, params.userId);
  }

  @Serve(calls.givePasswordToMember)
  async givePasswordToMember(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof calls.givePasswordToMember>,
  ): Promise<User> {
    return this.accounts.givePasswordToMember(caller, params.id, params.userId, body.password);
  }
}
