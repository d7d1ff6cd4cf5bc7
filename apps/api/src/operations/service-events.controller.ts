import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, serviceEventCalls } from '@passline/contracts';
import { Input } from '../common/http/input.ts';
import { Serve } from '../common/http/serve.decorator.ts';
import { ServiceEvents } from './service-events.ts';

@Controller()
export class ServiceEventsController {
  constructor(private readonly events: ServiceEvents) {}

  @Serve(serviceEventCalls.listServiceEvents)
  async list(): Promise<AnswerOf<typeof serviceEventCalls.listServiceEvents>> {
    return { items: await this.events.list() };
  }

  @Serve(serviceEventCalls.putServiceEvent)
  async put(
    @Input() { params, body }: InputOf<typeof serviceEventCalls.putServiceEvent>,
  ): Promise<AnswerOf<typeof serviceEventCalls.putServiceEvent>> {
    return this.events.put(params.name, body);
  }

  @Serve(serviceEventCalls.deleteServiceEvent)
  async remove(
    @Input() { params }: InputOf<typeof serviceEventCalls.deleteServiceEvent>,
  ): Promise<undefined> {
    await this.events.remove(params.name);
  }
}
