import { Inject, Injectable } from '@nestjs/common';
import { type MenuItem, pictureCalls, Refusal } from '@passline/contracts';
import type { Request } from 'express';
import type { UserOrKey } from '../../common/access/caller.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { readFile } from '../../common/http/read-file.ts';
import { MenusService } from '../menus/menus.service.ts';
import { PictureEncoder } from './picture-encoder.ts';
import { PicturesRepository } from './pictures.repository.ts';

/** The pictures of dishes. The menu refers to a picture by its id; the events of the menu keep and remove it. */
@Injectable()
export class PicturesService {
  readonly #quota: number;

  constructor(
    private readonly pictures: PicturesRepository,
    private readonly encoder: PictureEncoder,
    private readonly menus: MenusService,
    @Inject(CONFIG) { pictureBytesPerRestaurant }: Config,
  ) {
    this.#quota = pictureBytesPerRestaurant;
  }

  async put(caller: UserOrKey, restaurantId: string, itemId: string, request: Request): Promise<MenuItem> {
    await this.menus.assertMayChange(caller, restaurantId, itemId);
    const encoded = await this.encoder.encode(await readFile(request, pictureCalls.putPicture.bytes));
    const picture = {
      id: encoded.id,
      sizes: encoded.sizes.map(({ width, height }) => ({ width, height })),
      bytes: encoded.sizes.reduce((sum, { bytes }) => sum + bytes.length, 0),
    };
    await this.pictures.hold(restaurantId, encoded, new Date());
    try {
      return await this.menus.setPicture(caller, restaurantId, itemId, picture, this.#quota);
    } catch (error) {
      // After any other error the menu may refer to it; the sweep settles that.
      if (error instanceof Refusal) await this.pictures.remove(picture.id);
      throw error;
    }
  }

  async remove(caller: UserOrKey, restaurantId: string, itemId: string): Promise<MenuItem> {
    return this.menus.setPicture(caller, restaurantId, itemId, null, this.#quota);
  }

  async bytesOf(file: string): Promise<Buffer> {
    const bytes = await this.pictures.bytesOf(file.replace(/\.webp$/, ''));
    if (!bytes) throw new Refusal('not_found', 'There is no such picture, or its dish was removed.');
    return bytes;
  }
}
