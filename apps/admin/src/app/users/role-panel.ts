import { HttpClient } from '@angular/common/http';
import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { Role, User } from '@passline/contracts';
import { staffRoles } from '@passline/contracts/tables';
import { firstValueFrom } from 'rxjs';
import { api } from '../auth/session.ts';
import { sentenceOf } from '../http/failure.ts';
import { RestaurantsApi } from '../restaurant/restaurants-api.ts';
import { Language } from '../text/language.ts';
import { Choices } from '../ui/choices.ts';

const roles = [...staffRoles, 'courier', 'customer', 'operator'] as const satisfies readonly Role[];
const worksSomewhere = (role: Role) => (staffRoles as readonly Role[]).includes(role);

/** Makes somebody something else, somewhere else; says beforehand in one sentence what that does. */
@Component({
  selector: 'pl-role-panel',
  imports: [Choices],
  template: `
    <form class="panel" (submit)="$event.preventDefault(); change()">
      <h2 id="panel-title">{{ t().users.moving.title(user.name) }}</h2>
      <pl-choices [legend]="t().team.role" [choices]="roles()" [(value)]="role" />
      @if (needsRestaurant()) {
        <div class="field">
          <label for="role-restaurant">{{ t().users.moving.restaurant }}</label>
          <select
            #select
            class="entry"
            id="role-restaurant"
            [value]="restaurantId() ?? ''"
            (change)="restaurantId.set(select.value || null)"
          >
            <option value="" [selected]="!restaurantId()">{{ t().users.moving.choose }}</option>
            @for (it of restaurants.value(); track it.id) {
              <option [value]="it.id" [selected]="it.id === restaurantId()">{{ it.name }}</option>
            }
          </select>
          @if (restaurants.error(); as error) {
            <span class="wrong">{{ sentence(error) }}</span>
          }
        </div>
      }
      <p id="role-does">{{ does() }}</p>
      <div aria-live="assertive">
        @if (trouble(); as words) {
          <p class="trouble">{{ words }}</p>
        }
      </div>
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ t().team.cancel }}</button>
        <button
          type="submit"
          class="act primary"
          aria-describedby="role-does"
          [disabled]="busy() || !wanted()"
        >
          {{ t().users.moving.act }}
        </button>
      </div>
    </form>
  `,
})
export class RolePanel {
  readonly #http = inject(HttpClient);
  readonly #restaurants = inject(RestaurantsApi);
  protected readonly user = inject<User>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<User>>(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly busy = signal(false);
  readonly #failure = signal<unknown>(undefined);

  protected readonly role = signal<Role | undefined>(this.user.role);
  protected readonly restaurants = rxResource({ stream: () => this.#restaurants.all(), defaultValue: [] });
  protected readonly restaurantId = linkedSignal<string | null>(() => this.user.restaurantId);
  protected readonly roles = computed(() =>
    roles.map((value) => ({ value, label: this.t().shell.roles[value] })),
  );
  protected readonly needsRestaurant = computed(() => worksSomewhere(this.role() ?? 'customer'));
  /** What is asked for; undefined while it is no change, or not said whole. */
  protected readonly wanted = computed(() => {
    const role = this.role() ?? this.user.role;
    const restaurantId = this.needsRestaurant() ? this.restaurantId() : null;
    if (this.needsRestaurant() && !restaurantId) return undefined;
    if (role === this.user.role && restaurantId === this.user.restaurantId) return undefined;
    return { role, restaurantId };
  });
  protected readonly does = computed(() => {
    const { moving } = this.t().users;
    const wanted = this.wanted();
    if (!wanted) return this.needsRestaurant() && !this.restaurantId() ? moving.where : moving.same;
    const { name } = this.user;
    const role = this.t().shell.roles[wanted.role];
    const at = this.restaurants.hasValue()
      ? this.restaurants.value().find(({ id }) => id === wanted.restaurantId)?.name
      : undefined;
    return `${moving.does(name, at ? moving.at(role, at) : role)} ${moving.may[wanted.role]}`;
  });
  protected readonly trouble = computed(() => {
    const failure = this.#failure();
    return failure === undefined
      ? undefined
      : `${this.t().team.refused(this.user.name)} ${this.sentence(failure)}`;
  });

  protected sentence(error: unknown): string {
    return sentenceOf(error, this.t());
  }

  protected async change(): Promise<void> {
    const wanted = this.wanted();
    if (!wanted || this.busy()) return;
    this.busy.set(true);
    this.#failure.set(undefined);
    try {
      const changed = this.#http.patch<User>(`${api}/users/${this.user.id}`, wanted);
      this.dialog.close(await firstValueFrom(changed));
    } catch (error) {
      this.#failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
