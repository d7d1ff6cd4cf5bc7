import { Controller } from '@nestjs/common';
import { type AuditPage, type InputOf, auditCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { Input } from '../../common/http/input.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { auditView } from '../../infrastructure/audit-log/audit.schema.ts';
import { AuditNames } from './audit-names.ts';
import { type AuditFilter, AuditLog } from '../../infrastructure/audit-log/audit-log.ts';

@Controller()
export class AuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly names: AuditNames,
    private readonly restaurants: RestaurantsService,
  ) {}

  @Serve(auditCalls.listAudit)
  async all(
    @By() caller: Caller,
    @Input() { query }: InputOf<typeof auditCalls.listAudit>,
  ): Promise<AuditPage> {
    assertAllowed(caller, 'operations');
    return this.#page(caller, query);
  }

  @Serve(auditCalls.listRestaurantAudit)
  async ofRestaurant(
    @By() caller: Caller,
    @Input() { params, query }: InputOf<typeof auditCalls.listRestaurantAudit>,
  ): Promise<AuditPage> {
    await this.restaurants.get(params.id);
    assertAllowed(caller, 'restaurant:audit', { id: params.id });
    return this.#page(caller, { ...query, restaurant: params.id });
  }

  /** Only operators see IP addresses and the names of operators. */
  async #page(
    caller: Caller,
    { limit, cursor, ...filter }: AuditFilter & { limit: number; cursor?: string | undefined },
  ): Promise<AuditPage> {
    const operator = caller.role === 'operator';
    const page = await this.log.page(filter, limit, cursor);
    return {
      ...pageOfViews(page, (entry) => auditView(entry, { withAddress: operator })),
      names: await this.names.of(page.items, { withOperators: operator }),
    };
  }
}
