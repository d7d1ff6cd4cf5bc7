import { Injectable } from '@nestjs/common';
import { DurableConsumers } from '../../infrastructure/events/durable-consumers.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { MenusService } from '../menus/menus.service.ts';
import { PicturesRepository, abandonedPictures } from './pictures.repository.ts';

const atOnce = 50;

/** Keeps pictures that a dish has, and removes those that it had. A crash between the picture and its dish leaves neither. */
@Injectable()
export class PicturesListener {
  constructor(
    private readonly pictures: PicturesRepository,
    private readonly menus: MenusService,
    consumers: DurableConsumers,
    due: Scheduler,
  ) {
    consumers.add('pictures', {
      'menu.item_changed': async ({ data: { picture } }) => {
        if (picture?.to) await pictures.keep(picture.to);
        if (picture?.from) await pictures.remove(picture.from);
      },
      'menu.item_removed': async ({ data: { picture } }) => {
        if (picture) await pictures.remove(picture);
      },
    });
    due.add(
      abandonedPictures,
      (now) => this.settleAbandoned(now),
      () => pictures.nextAbandoned(),
    );
  }

  async settleAbandoned(now: Date): Promise<number> {
    const abandoned = await this.pictures.abandoned(now, atOnce);
    for (const [pictureId, restaurantId] of abandoned)
      if (await this.menus.hasPicture(restaurantId, pictureId)) await this.pictures.keep(pictureId);
      else await this.pictures.remove(pictureId);
    return abandoned.size;
  }
}
