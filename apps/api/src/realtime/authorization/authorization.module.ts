import { Module } from '@nestjs/common';
import { AuthModule } from '../../modules/auth/auth.module.ts';
import { OrderAccessModule } from '../../modules/orders/order-access.module.ts';
import { RestaurantsModule } from '../../modules/restaurants/restaurants.module.ts';
import { ConnectionsModule } from '../connections/connections.module.ts';
import { AccessChangeCount } from './access-change-count.ts';
import { EndedJobs } from './ended-jobs.ts';
import { AccessExplanation } from './access-explanation.ts';
import { FollowedOrders } from './followed-orders.ts';
import { RoomPolicy } from './room-policy.ts';

const providers = [AccessChangeCount, EndedJobs, AccessExplanation, FollowedOrders, RoomPolicy];

/** Decides who may join which stream, and explains it to operators. */
@Module({
  imports: [AuthModule, OrderAccessModule, RestaurantsModule, ConnectionsModule],
  providers,
  exports: providers,
})
export class AuthorizationModule {}
