import { Component, computed, input } from '@angular/core';
import type { DishPicture as Picture } from '@passline/contracts';

/** A dish's picture in the width that the screen needs. It shows nothing that the name beside it does not say. */
@Component({
  selector: 'pl-dish-picture',
  template: `
    <img
      alt=""
      decoding="async"
      loading="lazy"
      [attr.srcset]="sources()"
      [attr.sizes]="sizes()"
      [src]="picture().sizes[0]?.url"
    />
  `,
  styles: `
    img {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
      background: var(--sunken);
    }
  `,
})
export class DishPicture {
  readonly picture = input.required<Picture>();
  /** How wide it is shown, as in the attribute of an image. */
  readonly sizes = input.required<string>();
  protected readonly sources = computed(() =>
    this.picture()
      .sizes.map(({ url, width }) => `${url} ${width}w`)
      .join(', '),
  );
}
