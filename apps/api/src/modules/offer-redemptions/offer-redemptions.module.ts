import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.ts';
import { OfferRedemptionsListener } from './offer-redemptions.listener.ts';
import { OffersModule } from '../offers/offers.module.ts';

/** A module of its own, because orders import offers, and offers consume events of orders: a circular import otherwise. */
@Module({ imports: [OffersModule, OrdersModule], providers: [OfferRedemptionsListener] })
export class OfferRedemptionsModule {}
