import { Controller, Req, Res } from '@nestjs/common';
import { type InputOf, type MenuItem, pictureCalls } from '@passline/contracts';
import type { Request, Response } from 'express';
import { By, type UserOrKey } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { PicturesService } from './pictures.service.ts';

@Controller()
export class PicturesController {
  constructor(private readonly pictures: PicturesService) {}

  @Serve(pictureCalls.putPicture, { perAccount: 'records' })
  async put(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof pictureCalls.putPicture>,
    @Req() request: Request,
  ): Promise<MenuItem> {
    return this.pictures.put(caller, params.id, params.itemId, request);
  }

  @Serve(pictureCalls.removePicture)
  async remove(
    @By() caller: UserOrKey,
    @Input() { params }: InputOf<typeof pictureCalls.removePicture>,
  ): Promise<MenuItem> {
    return this.pictures.remove(caller, params.id, params.itemId);
  }

  @Serve(pictureCalls.getPicture)
  async get(
    @Input() { params }: InputOf<typeof pictureCalls.getPicture>,
    @Res() response: Response,
  ): Promise<undefined> {
    const bytes = await this.pictures.bytesOf(params.file);
    response
      .set({
        'cache-control': 'public, max-age=31536000, immutable',
        // A storefront may be embedded elsewhere.
        'cross-origin-resource-policy': 'cross-origin',
      })
      .type('image/webp')
      .send(bytes);
  }
}
