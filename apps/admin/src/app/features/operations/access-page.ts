import { Component, computed, inject, input, linkedSignal, resource } from '@angular/core';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { RestaurantDirectory } from '../../shared/restaurant/restaurant-directory.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { OperationsApi } from './operations-api.ts';

const kinds = ['order', 'restaurant', 'user', 'role', 'public'] as const;
type Kind = (typeof kinds)[number];

const kindOf = (room: string): Kind => kinds.find((kind) => room.split(':')[0] === kind) ?? 'order';
const idOf = (room: string): string => room.split(':').slice(1).join(':');

/** Explains why a user can or cannot see a room, by the server's rules. The question is in the URL. */
@Component({
  selector: 'pl-access-page',
  imports: [ChoiceGroup, ErrorState, Icon, Skeleton],
  templateUrl: './access-page.html',
  styleUrl: './access-page.css',
  host: { class: 'page' },
})
export class AccessPage {
  /** From the URL. */
  readonly user = input<string>();
  readonly sees = input<string>();

  readonly #api = inject(OperationsApi);
  readonly #router = inject(Router);
  /** Names, because people do not know ids by heart. */
  protected readonly places = inject(RestaurantDirectory);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected readonly who = linkedSignal(() => this.user() ?? '');
  protected readonly kind = linkedSignal<Kind | undefined>(() => kindOf(this.sees() ?? ''));
  protected readonly id = linkedSignal(() => idOf(this.sees() ?? ''));
  protected readonly kinds = computed<Choice<Kind>[]>(() =>
    kinds.map((value) => ({ value, label: this.t().operations.access.kinds[value] })),
  );
  protected readonly hint = computed(() => this.t().operations.access.hints[this.kind() ?? 'order']);

  protected readonly answer = resource({
    params: () => {
      const [user, room] = [this.user(), this.sees()];
      return user && room ? { user, room } : undefined;
    },
    loader: ({ params: { user, room } }) => firstValueFrom(this.#api.explain(user, room)),
  });

  protected ask(): void {
    const user = this.who().trim();
    const kind = this.kind() ?? 'order';
    const id = this.id().trim();
    if (!user || (kind !== 'public' && !id)) return;
    const room = kind === 'public' ? kind : `${kind}:${id}`;
    if (user === this.user() && room === this.sees()) this.answer.reload();
    else void this.#router.navigate([], { queryParams: { user, sees: room } });
  }

  /** The server does not know the zone of the reader. */
  protected localTimes(sentence: string): string {
    return sentence.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (at) => this.formats.dateAndTime(at));
  }

  protected roomNames(rooms: readonly string[]): string {
    return rooms.map((room) => this.#nameOf(room)).join(', ');
  }

  #nameOf(room: string): string {
    const why = this.answer.hasValue() ? this.answer.value() : undefined;
    if (room === why?.room) return why.roomName;
    if (idOf(room) === why?.user?.id) return why.user.name;
    return this.places.get(idOf(room))?.name ?? room;
  }
}
