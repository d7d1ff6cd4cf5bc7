import { Controller } from '@nestjs/common';
import { type InputOf, type Report, reportCalls } from '@passline/contracts';
import { By, type UserOrKey } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { ReportsService } from './reports.service.ts';

@Controller()
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Serve(reportCalls.getReport)
  async summary(
    @By() caller: UserOrKey,
    @Input() { params, query }: InputOf<typeof reportCalls.getReport>,
  ): Promise<Report> {
    return this.reports.summary(caller, params.id, query);
  }
}
