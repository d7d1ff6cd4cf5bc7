import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.ts';
import { OfferRedemptionsListener } from './offer-redemptions.listener.ts';
import { OffersModule } from '../offers/offers.module.ts';

/** Orders need offers when they are placed, and offers hear of orders afterwards: apart, so that neither module needs itself. */
@Module({ imports: [OffersModule, OrdersModule], providers: [OfferRedemptionsListener] })
export class OfferRedemptionsModule {}
