import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { OrdersModule } from '../orders/orders.module.ts';
import { ReceiptsListener } from './receipts.listener.ts';

@Module({ imports: [AccountsModule, OrdersModule], providers: [ReceiptsListener] })
export class ReceiptsModule {}
