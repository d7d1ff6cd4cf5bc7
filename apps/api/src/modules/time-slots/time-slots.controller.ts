import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, timeSlotCalls } from '@passline/contracts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { TimeSlotsService } from './time-slots.service.ts';

@Controller()
export class TimeSlotsController {
  constructor(private readonly slots: TimeSlotsService) {}

  @Serve(timeSlotCalls.listSlots)
  async list(
    @Input() { params, query }: InputOf<typeof timeSlotCalls.listSlots>,
  ): Promise<AnswerOf<typeof timeSlotCalls.listSlots>> {
    return this.slots.list(params.id, query.date);
  }
}
