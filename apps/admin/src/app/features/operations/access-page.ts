import {
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
  untracked,
} from '@angular/core';
import { Router } from '@angular/router';
import type { Restaurant } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { RestaurantsApi } from '../../shared/restaurant/restaurants-api.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '../../shared/forms/choice-group.ts';
import { ErrorState } from '../../shared/ui/error-state.ts';
import { Icon } from '../../shared/ui/icon.ts';
import { Skeleton } from '../../shared/ui/skeleton.ts';
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
  readonly #restaurants = inject(RestaurantsApi);
  readonly #router = inject(Router);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected readonly who = linkedSignal(() => this.user() ?? '');
  protected readonly kind = linkedSignal<Kind | undefined>(() => kindOf(this.sees() ?? ''));
  protected readonly id = linkedSignal(() => idOf(this.sees() ?? ''));
  protected readonly kinds = computed<Choice<Kind>[]>(() =>
    kinds.map((value) => ({ value, label: this.t().operations.access.kinds[value] })),
  );
  protected readonly hint = computed(() => this.t().operations.access.hints[this.kind() ?? 'order']);
  /** Suggestions of restaurants by name, because users do not know ids. */
  protected readonly known = signal<readonly Restaurant[]>([]);

  protected readonly answer = resource({
    params: () => {
      const [user, room] = [this.user(), this.sees()];
      return user && room ? { user, room } : undefined;
    },
    loader: ({ params: { user, room } }) => firstValueFrom(this.#api.explain(user, room)),
  });

  constructor() {
    effect(() => {
      if (this.kind() === 'restaurant') untracked(() => void this.#learnRestaurants());
    });
  }

  protected ask(): void {
    const user = this.who().trim();
    const kind = this.kind() ?? 'order';
    const id = this.id().trim();
    if (!user || (kind !== 'public' && !id)) return;
    const room = kind === 'public' ? kind : `${kind}:${id}`;
    if (user === this.user() && room === this.sees()) this.answer.reload();
    else void this.#router.navigate([], { queryParams: { user, sees: room } });
  }

  async #learnRestaurants(): Promise<void> {
    if (this.known().length > 0) return;
    // Without suggestions the id can still be typed.
    const page = await firstValueFrom(this.#restaurants.list()).catch(() => undefined);
    if (page) this.known.set(page.items);
  }
}
