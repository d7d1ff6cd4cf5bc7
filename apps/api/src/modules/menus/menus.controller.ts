import { Controller } from '@nestjs/common';
import { type InputOf, type Menu, type MenuItem, calls } from '@passline/contracts';
import { By, type UserOrKey } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { MenusService } from './menus.service.ts';

@Controller()
export class MenusController {
  constructor(private readonly menus: MenusService) {}

  @Serve(calls.getMenu)
  async get(@Input() { params }: InputOf<typeof calls.getMenu>): Promise<Menu> {
    return this.menus.get(params.id);
  }

  @Serve(calls.arrangeMenu)
  async arrange(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof calls.arrangeMenu>,
  ): Promise<Menu> {
    return this.menus.arrange(caller, params.id, body);
  }

  @Serve(calls.removeMenuItems)
  async removeSeveral(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof calls.removeMenuItems>,
  ): Promise<Menu> {
    return this.menus.removeSeveral(caller, params.id, body.items);
  }

  @Serve(calls.addMenuItem, { perAccount: 'records' })
  async add(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof calls.addMenuItem>,
  ): Promise<MenuItem> {
    return this.menus.add(caller, params.id, body);
  }

  @Serve(calls.changeMenuItem)
  async change(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof calls.changeMenuItem>,
  ): Promise<MenuItem> {
    return this.menus.change(caller, params.id, params.itemId, body);
  }

  @Serve(calls.removeMenuItem)
  async remove(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof calls.removeMenuItem>,
  ): Promise<undefined> {
    await this.menus.remove(caller, params.id, params.itemId);
  }

  @Serve(calls.changeAvailability)
  async setAvailability(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof calls.changeAvailability>,
  ): Promise<MenuItem> {
    return this.menus.setAvailability(caller, params.id, params.itemId, body);
  }

  @Serve(calls.changeChoiceAvailability)
  async setChoiceAvailability(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof calls.changeChoiceAvailability>,
  ): Promise<MenuItem> {
    return this.menus.setChoiceAvailability(caller, params, body);
  }
}
