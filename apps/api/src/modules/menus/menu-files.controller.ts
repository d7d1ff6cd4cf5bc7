import { Controller, Req, Res } from '@nestjs/common';
import { type InputOf, type MenuFile, type MenuImport, menuFileCalls } from '@passline/contracts';
import type { Request, Response } from 'express';
import { By, type UserOrKey } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { MenuFilesService } from './menu-files.service.ts';

@Controller()
export class MenuFilesController {
  constructor(private readonly files: MenuFilesService) {}

  @Serve(menuFileCalls.exportMenu)
  async json(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof menuFileCalls.exportMenu>,
  ): Promise<MenuFile> {
    return this.files.json(caller, params.id);
  }

  @Serve(menuFileCalls.exportMenuCsv)
  async csv(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof menuFileCalls.exportMenuCsv>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const table = await this.files.csv(caller, params.id);
    response.type('text/csv; charset=utf-8').attachment('menu.csv');
    return table;
  }

  @Serve(menuFileCalls.importMenu, { perAccount: 'records' })
  async import(
    @By() caller: UserOrKey,
    @Input() { params, query }: InputOf<typeof menuFileCalls.importMenu>,
    @Req() request: Request,
  ): Promise<MenuImport> {
    return this.files.import(caller, params.id, query, request);
  }
}
