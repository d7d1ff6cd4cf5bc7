import { begunAt } from '../../shared/orders/ageing.ts';
import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Order } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { Alarm } from '../../shared/alarm/alarm.ts';
import { OrderActions } from '../../shared/order-actions/order-actions.ts';
import { heldWhile } from '@passline/web/ui/held-while.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Press } from '@passline/web/ui/press.ts';
import { CancellationBar } from './cancellation-bar.ts';

/** A press within this time after the bar has changed was meant for what stood there before. */
const settlingMs = 500;

/** What rings, on every page: how many, and the oldest with its answer. Below the page, so that nothing moves down. */
@Component({
  selector: 'pl-ringing-bar',
  imports: [CancellationBar, Icon, RouterLink],
  templateUrl: './ringing-bar.html',
  styleUrl: './ringing-bar.css',
})
export class RingingBar {
  readonly #now = inject(Clock).now;
  protected readonly alarm = inject(Alarm);
  protected readonly acts = inject(OrderActions);
  protected readonly several = inject(ChosenRestaurant).several;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  /** During a press the bar neither appears nor changes. */
  protected readonly shown = heldWhile(
    inject(Press).isDown,
    computed(() => this.alarm.ringing()[0]),
  );
  readonly #shownId = computed(() => this.shown()?.id);
  protected readonly settling = signal(false);
  protected readonly age = computed(() => {
    const order = this.shown();
    return order && this.formats.elapsed(this.#now() - new Date(begunAt(order)).getTime());
  });

  constructor() {
    effect((onCleanup) => {
      if (!this.#shownId()) return;
      untracked(() => this.settling.set(true));
      const settled = setTimeout(() => this.settling.set(false), settlingMs);
      onCleanup(() => clearTimeout(settled));
    });
  }

  protected silence(order: Order): void {
    if (!this.settling()) void this.acts.silence(order);
  }

  protected accept(order: Order): void {
    if (!this.settling()) void this.acts.accept(order);
  }

  protected silenceAll(): void {
    if (!this.settling()) void this.acts.silenceAll(this.alarm.ringing());
  }
}
