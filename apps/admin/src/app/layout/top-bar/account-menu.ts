import {
  CdkMenu,
  CdkMenuGroup,
  CdkMenuItem,
  CdkMenuItemCheckbox,
  CdkMenuItemRadio,
  CdkMenuTrigger,
} from '@angular/cdk/menu';
import { Component, computed, inject } from '@angular/core';
import { ChangePassword } from '../../shared/accounts/change-password.ts';
import { SecondFactor } from '../../shared/accounts/second-factor.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Theme, type ColorScheme } from '../../core/theme/theme.ts';
import { type LanguageCode, languages } from '@passline/web/i18n/language.ts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';

/** The signed-in user, the theme and sign-out. */
@Component({
  selector: 'pl-account-menu',
  imports: [CdkMenu, CdkMenuGroup, CdkMenuItem, CdkMenuItemCheckbox, CdkMenuItemRadio, CdkMenuTrigger, Icon],
  templateUrl: './account-menu.html',
  styleUrl: './account-menu.css',
})
export class AccountMenu {
  readonly #session = inject(AuthSession);
  readonly #chosen = inject(ChosenRestaurant);
  readonly #ownPassword = inject(ChangePassword);
  readonly #secondFactor = inject(SecondFactor);
  protected readonly appearance = inject(Theme);
  protected readonly language = inject(Language);
  protected readonly t = this.language.messages;
  protected readonly user = this.#session.user;
  /** In the chosen restaurant. */
  protected readonly roles = computed(() =>
    this.#chosen
      .roles()
      .map((role) => this.t().shell.roles[role])
      .join(', '),
  );
  protected readonly initials = computed(() =>
    (this.user()?.name ?? '')
      .split(/\s+/)
      .map((word) => word.charAt(0))
      .slice(0, 2)
      .join('')
      .toUpperCase(),
  );
  protected readonly themes = [
    { theme: 'dark', icon: 'moon' },
    { theme: 'light', icon: 'sun' },
  ] as const satisfies { theme: ColorScheme; icon: string }[];
  protected readonly languages = Object.entries(languages) as [LanguageCode, string][];

  protected changePassword(): void {
    void this.#ownPassword.ask();
  }

  protected openSecondFactor(): void {
    void this.#secondFactor.ask();
  }

  protected signOut(): void {
    void this.#session.signOut();
  }
}
