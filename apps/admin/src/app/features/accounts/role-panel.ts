import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import type { Role, User } from '@passline/contracts';
import { isStaff, staffRoles } from '@passline/contracts/browser';
import { firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { RestaurantSelect } from '../../shared/restaurant/restaurant-select.ts';
import { RestaurantDirectory } from '../../shared/restaurant/restaurant-directory.ts';
import { Language } from '../../core/i18n/language.ts';
import { ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { AccountsApi } from '../../shared/accounts/accounts-api.ts';

export const allRoles = [...staffRoles, 'courier', 'customer', 'operator'] as const satisfies readonly Role[];

/** Changes role and restaurant of an account, and says beforehand what that does. */
@Component({
  selector: 'pl-role-panel',
  imports: [ChoiceGroup, RestaurantSelect],
  template: `
    <form class="panel" (submit)="$event.preventDefault(); change()">
      <h2 id="panel-title">{{ t().accountsPage.moving.title(user.name) }}</h2>
      <pl-choice-group [legend]="t().accounts.role" [choices]="roles()" [(value)]="role" />
      @if (needsRestaurant()) {
        <pl-restaurant-select [(restaurantId)]="restaurantId" />
      }
      <p id="role-does">{{ does() }}</p>
      <div aria-live="assertive">
        @if (trouble(); as words) {
          <p class="trouble">{{ words }}</p>
        }
      </div>
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ t().accounts.cancel }}</button>
        <button
          type="submit"
          class="act primary"
          aria-describedby="role-does"
          [disabled]="busy() || !wanted()"
        >
          {{ t().accountsPage.moving.act }}
        </button>
      </div>
    </form>
  `,
})
export class RolePanel {
  readonly #api = inject(AccountsApi);
  readonly #places = inject(RestaurantDirectory);
  protected readonly user = inject<User>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<User>>(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly busy = signal(false);
  readonly #failure = signal<unknown>(undefined);

  protected readonly role = signal<Role | undefined>(this.user.role);
  protected readonly restaurantId = linkedSignal<string | null>(() => this.user.restaurantId);
  protected readonly roles = computed(() =>
    allRoles.map((value) => ({ value, label: this.t().shell.roles[value] })),
  );
  protected readonly needsRestaurant = computed(() => isStaff(this.role() ?? 'customer'));
  /** The requested change; undefined while it is incomplete or equal to the current role. */
  protected readonly wanted = computed(() => {
    const role = this.role() ?? this.user.role;
    const restaurantId = this.needsRestaurant() ? this.restaurantId() : null;
    if (this.needsRestaurant() && !restaurantId) return undefined;
    if (role === this.user.role && restaurantId === this.user.restaurantId) return undefined;
    return { role, restaurantId };
  });
  protected readonly does = computed(() => {
    const { moving } = this.t().accountsPage;
    const wanted = this.wanted();
    if (!wanted) return this.needsRestaurant() && !this.restaurantId() ? moving.where : moving.same;
    const { name } = this.user;
    const role = this.t().shell.roles[wanted.role];
    const at = this.#places.get(wanted.restaurantId)?.name;
    return `${moving.does(name, at ? moving.at(role, at) : role)} ${moving.may[wanted.role]}`;
  });
  protected readonly trouble = computed(() => {
    const failure = this.#failure();
    return failure === undefined
      ? undefined
      : `${this.t().accounts.refused(this.user.name)} ${errorMessage(failure, this.t())}`;
  });

  protected async change(): Promise<void> {
    const wanted = this.wanted();
    if (!wanted || this.busy()) return;
    this.busy.set(true);
    this.#failure.set(undefined);
    try {
      this.dialog.close(await firstValueFrom(this.#api.change(this.user.id, wanted)));
    } catch (error) {
      this.#failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
