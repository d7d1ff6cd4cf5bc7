import { Component, computed, inject, input, output } from '@angular/core';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { usesConsole } from '../../core/auth/console-access.ts';
import { Language } from '../../core/i18n/language.ts';

export interface Credentials {
  email: string;
  password: string;
}

/** The accounts of the demo, on servers that have one: one press opens the console as that person. */
@Component({
  selector: 'pl-demo-accounts',
  template: `
    @if (accounts(); as all) {
      <section aria-labelledby="demo-title">
        <h2 id="demo-title">{{ t().signIn.demo.title }}</h2>
        <p>{{ t().signIn.demo.text }}</p>
        <ul>
          @for (account of all; track account.email) {
            <li>
              <button type="button" class="act" [attr.aria-disabled]="busy()" (click)="chosen.emit(account)">
                <b>{{ t().shell.roles[account.role] }}</b>
                <span>{{ account.restaurantName ?? t().shell.allRestaurants }}</span>
              </button>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    section {
      display: grid;
      gap: var(--s3);
      padding-block-start: var(--s4);
      border-block-start: var(--stroke) solid var(--line);
    }
    h2 {
      font-size: var(--text-m);
      font-weight: 640;
    }
    p {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    ul {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: var(--s2);
      padding: 0;
      list-style: none;
    }
    button {
      display: grid;
      justify-items: start;
      gap: 0;
      inline-size: 100%;
      padding: var(--s2) var(--s3);
      text-align: start;
      line-height: 1.3;
    }
    span {
      color: var(--ink-2);
      font-size: var(--text-s);
      font-weight: 400;
    }
  `,
})
export class DemoAccounts {
  readonly busy = input(false);
  readonly chosen = output<Credentials>();

  readonly #demo = inject(ServerSettings).demo;
  protected readonly t = inject(Language).messages;
  protected readonly accounts = computed(() => {
    const demo = this.#demo();
    return demo?.accounts
      .filter(({ role }) => usesConsole(role))
      .map((account) => ({ ...account, password: demo.password }));
  });
}
