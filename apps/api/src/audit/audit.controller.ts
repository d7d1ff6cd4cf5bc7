import { Controller } from '@nestjs/common';
import { type AuditPage, type InputOf, auditCalls } from '@passline/contracts';
import { By, type Caller } from '../access/caller.ts';
import { demand } from '../access/demand.ts';
import { Input } from '../http/input.ts';
import { pageOfViews } from '../http/pages.ts';
import { Serve } from '../http/serve.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { auditView } from './audit.schema.ts';
import { AuditNames } from './audit-names.ts';
import { type AuditFilter, AuditTrail } from './audit-trail.ts';

@Controller()
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly names: AuditNames,
    private readonly restaurants: RestaurantsService,
  ) {}

  @Serve(auditCalls.listAudit)
  async all(
    @By() caller: Caller,
    @Input() { query }: InputOf<typeof auditCalls.listAudit>,
  ): Promise<AuditPage> {
    demand(caller, 'operations');
    return this.#page(caller, query);
  }

  @Serve(auditCalls.listRestaurantAudit)
  async ofRestaurant(
    @By() caller: Caller,
    @Input() { params, query }: InputOf<typeof auditCalls.listRestaurantAudit>,
  ): Promise<AuditPage> {
    await this.restaurants.get(params.id);
    demand(caller, 'restaurant:audit', { id: params.id });
    return this.#page(caller, { ...query, restaurant: params.id });
  }

  /** From which address people work, and who works for Passline, is the operators' business only. */
  async #page(
    caller: Caller,
    { limit, cursor, ...filter }: AuditFilter & { limit: number; cursor?: string | undefined },
  ): Promise<AuditPage> {
    const operator = caller.role === 'operator';
    const page = await this.trail.page(filter, limit, cursor);
    return {
      ...pageOfViews(page, (entry) => auditView(entry, { withAddress: operator })),
      names: await this.names.of(page.items, { withOperators: operator }),
    };
  }
}
