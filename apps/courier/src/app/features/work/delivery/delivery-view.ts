import { Component, computed, inject, input, signal } from '@angular/core';
import type { Order, Point } from '@passline/contracts';
import { metresBetween } from '@passline/contracts/browser';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Chat } from '@passline/web/chat/chat.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import type { MapMarker } from '@passline/web/map/map-marker.ts';
import { MapView } from '@passline/web/map/map-view.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { callLink } from '@passline/web/ui/call-link.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { navigationLink } from '../../../core/device/navigation-link.ts';
import { Language } from '../../../core/i18n/language.ts';
import { CourierChat } from '../../../shared/delivery/courier-chat.ts';
import { CarriedOrders } from '../../../shared/delivery/carried-orders.ts';
import { cashOf, steps } from '../../../shared/delivery/steps.ts';
import { doorOf } from '../../../shared/trip/stops.ts';
import { OpenJobs } from '../../../shared/jobs/open-jobs.ts';
import { OwnPosition } from '../../../shared/position/own-position.ts';
import { JobCards } from '../jobs/job-cards.ts';
import { StepButton } from './step-button.ts';
import { TripStops } from './trip-stops.ts';

/** The delivery as one screen: where to, how to reach people, and one button for the next step. */
@Component({
  selector: 'pl-delivery-view',
  imports: [Chat, Icon, JobCards, MapView, StepButton, TripStops],
  templateUrl: './delivery-view.html',
  styleUrl: './delivery-view.css',
})
export class DeliveryView {
  readonly order = input.required<Order>();

  readonly #carried = inject(CarriedOrders);
  readonly #position = inject(OwnPosition);
  readonly #chat = inject(CourierChat);
  readonly #now = inject(Clock).now;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly callLink = callLink;
  protected readonly steps = steps;
  protected readonly restaurant = this.#carried.restaurant;
  protected readonly made = computed(() => this.#carried.madeOf(this.order()));
  readonly #wantsToTalk = signal(false);
  /** With the last step the conversation is over for the courier. */
  protected readonly isTalking = computed(() => this.#wantsToTalk() && this.made() < steps.length);
  /** What can still join the trip. */
  protected readonly further = inject(OpenJobs).jobs;
  protected readonly unread = computed(() => this.#chat.unreadOf(this.order().id));
  protected readonly refusal = computed(() => {
    const refusal = this.#carried.refusalOf(this.order().id);
    return refusal === undefined ? undefined : errorMessage(refusal, this.t());
  });

  protected readonly target = computed(() => {
    const order = this.order();
    const { delivery } = this.t();
    const restaurant = this.restaurant();
    if (this.made() < 2) {
      const readyAt = order.promise?.readyAt;
      return {
        kind: 'restaurant' as const,
        heading: delivery.pickUpAt,
        name: order.restaurantName,
        address: restaurant?.address ?? '',
        at: restaurant?.location,
        phone: restaurant?.phone ?? undefined,
        time: readyAt ? delivery.pickUpBy(this.formats.time(readyAt)) : undefined,
      };
    }
    const deliverAt = order.promise?.deliverAt;
    return {
      kind: 'customer' as const,
      heading: delivery.bringTo,
      name: order.customerName,
      address: order.deliveryAddress?.text ?? '',
      at: doorOf(order),
      phone: order.customerPhone ?? undefined,
      time: deliverAt ? delivery.doorBy(this.formats.time(deliverAt)) : undefined,
    };
  });
  /** The door was promised for a time that is over. */
  protected readonly late = computed(() => {
    const { deliverAt, delayedFrom } = this.order().promise ?? {};
    const promised = delayedFrom ?? deliverAt;
    const minutes = promised ? Math.floor((this.#now() - new Date(promised).getTime()) / 60_000) : 0;
    return minutes > 0 ? this.t().jobs.late(String(minutes)) : undefined;
  });
  protected readonly way = computed(() => navigationLink(this.target().address, this.target().at));
  protected readonly isAtDoor = computed(() => this.made() === 3);
  protected readonly count = computed(() =>
    this.order().items.reduce((sum, { quantity }) => sum + quantity, 0),
  );
  protected readonly cash = computed(() => {
    const order = this.order();
    const amount = cashOf(order);
    return amount > 0 ? this.formats.money(amount, order.currency) : undefined;
  });
  protected readonly earned = computed(() => {
    const { earnings, currency } = this.order();
    return earnings && this.t().delivery.earn(this.formats.money(earnings.total, currency));
  });

  protected readonly map = computed(() => {
    const { at, kind, name } = this.target();
    if (!at) return undefined;
    const { delivery } = this.t();
    const here = this.#position.at();
    const places: MapMarker[] = [
      { id: kind, kind, at, label: kind === 'customer' ? delivery.door : name },
      ...(here
        ? [
            {
              id: 'courier',
              kind: 'courier' as const,
              at: here,
              label: delivery.you,
              old: this.#position.isOld(),
            },
          ]
        : []),
    ];
    const ahead: Point[] = here ? [here, at] : [];
    const sentence = here
      ? delivery.mapFar(this.formats.distance(metresBetween(here, at)))
      : delivery.mapUnknown;
    return { places, ahead, sentence };
  });

  protected talk(): void {
    this.#wantsToTalk.update((wants) => !wants);
    this.#chat.read(this.order().id);
  }
}
