import { CdkMenu, CdkMenuItemCheckbox, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject } from '@angular/core';
import { Language } from '../../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Stations } from './stations.ts';

/** The stations that this device takes. Remembered per device. */
@Component({
  selector: 'pl-station-select',
  imports: [CdkMenu, CdkMenuItemCheckbox, CdkMenuTrigger, Icon],
  template: `
    <button
      type="button"
      class="act"
      [cdkMenuTriggerFor]="choices"
      [attr.aria-label]="t().orders.stations.choose(name())"
    >
      {{ name() }}
    </button>
    <ng-template #choices>
      <div class="sheet" cdkMenu [attr.aria-label]="t().orders.tools.station">
        <button
          type="button"
          cdkMenuItemCheckbox
          [cdkMenuItemChecked]="!stations.isStation()"
          (cdkMenuItemTriggered)="stations.clear()"
        >
          {{ t().orders.stations.whole }}
          @if (!stations.isStation()) {
            <pl-icon name="check" />
          }
        </button>
        @for (station of stations.all(); track station.id) {
          <button
            type="button"
            cdkMenuItemCheckbox
            [cdkMenuItemChecked]="stations.taken().has(station.id)"
            (cdkMenuItemTriggered)="stations.toggle(station.id)"
          >
            {{ station.name }}
            @if (stations.taken().has(station.id)) {
              <pl-icon name="check" />
            }
          </button>
        }
      </div>
    </ng-template>
  `,
  styles: `
    .act {
      max-inline-size: 14rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    [cdkMenuItemCheckbox] {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--s3);
    }
    pl-icon {
      --icon: 1.25rem;
    }
  `,
})
export class StationSelect {
  protected readonly stations = inject(Stations);
  protected readonly t = inject(Language).messages;
  protected readonly name = computed(
    () => this.stations.names().join(', ') || this.t().orders.stations.whole,
  );
}
