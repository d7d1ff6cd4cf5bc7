import { Controller } from '@nestjs/common';
import { type InputOf, type Storefront, storefrontCalls } from '@passline/contracts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { StorefrontsService } from './storefronts.service.ts';

@Controller()
export class StorefrontsController {
  constructor(private readonly storefronts: StorefrontsService) {}

  @Serve(storefrontCalls.getStorefront)
  async get(@Input() { params }: InputOf<typeof storefrontCalls.getStorefront>): Promise<Storefront> {
    return this.storefronts.get(params.slug);
  }
}
