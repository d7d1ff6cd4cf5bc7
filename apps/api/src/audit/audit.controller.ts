import { Controller } from '@nestjs/common';
import { type AuditEntry, type InputOf, type Page, auditCalls } from '@passline/contracts';
import { By, type Caller } from '../access/caller.ts';
import { demand } from '../access/demand.ts';
import { Input } from '../http/input.ts';
import { pageOfViews } from '../http/pages.ts';
import { Serve } from '../http/serve.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { auditView } from './audit.schema.ts';
import { AuditTrail } from './audit-trail.ts';

@Controller()
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly restaurants: RestaurantsService,
  ) {}

  @Serve(auditCalls.listAudit)
  async all(
    @By() caller: Caller,
    @Input() { query: { limit, cursor, ...filter } }: InputOf<typeof auditCalls.listAudit>,
  ): Promise<Page<AuditEntry>> {
    demand(caller, 'operations');
    return pageOfViews(await this.trail.page(filter, limit, cursor), (entry) =>
      auditView(entry, { withAddress: true }),
    );
  }

  /** Their own restaurant's. From which address people work is not the owner's business. */
  @Serve(auditCalls.listRestaurantAudit)
  async ofRestaurant(
    @By() caller: Caller,
    @Input() { params, query }: InputOf<typeof auditCalls.listRestaurantAudit>,
  ): Promise<Page<AuditEntry>> {
    await this.restaurants.get(params.id);
    demand(caller, 'restaurant:audit', { id: params.id });
    const { limit, cursor, ...filter } = query;
    const page = await this.trail.page({ ...filter, restaurant: params.id }, limit, cursor);
    return pageOfViews(page, (entry) => auditView(entry, { withAddress: caller.role === 'operator' }));
  }
}
