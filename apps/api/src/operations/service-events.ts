import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Refusal, type ServiceEvent, commands, wireEvents } from '@passline/contracts';
import type { Model } from 'mongoose';
import { z } from 'zod';
import { SERVICE_EVENT, type ServiceEventDoc } from './service-event.schema.ts';

const most = 200;
const longestSchema = 16_000;

/** Names that begin like one of the catalogue are kept for it. */
const taken = new Set([...Object.keys(wireEvents), ...Object.keys(commands)].map((name) => familyOf(name)));

function familyOf(name: string): string {
  return name.split(/[:_]/)[0] ?? name;
}

/** The events of other services, which they register with a schema before they emit them. */
@Injectable()
export class ServiceEvents {
  constructor(@InjectModel(SERVICE_EVENT) private readonly events: Model<ServiceEventDoc>) {}

  async list(): Promise<ServiceEvent[]> {
    return (await this.events.find().sort({ _id: 1 }).lean<ServiceEventDoc[]>()).map(viewOf);
  }

  async put(name: string, wanted: Pick<ServiceEvent, 'summary' | 'schema'>): Promise<ServiceEvent> {
    const family = familyOf(name);
    if (taken.has(family))
      throw new Refusal(
        'conflict',
        `Events that begin with ${family} are those of the catalogue. Begin with the name of your service.`,
      );
    const schema = JSON.stringify(wanted.schema);
    if (schema.length > longestSchema) throw invalid(`must be at most ${longestSchema} characters as JSON`);
    validatorOf(wanted.schema);
    const isNew = !(await this.events.exists({ _id: name }));
    if (isNew && (await this.events.countDocuments()) >= most)
      throw new Refusal('conflict', `At most ${most} events can be registered. Delete one first.`);
    const { summary } = wanted;
    const updatedAt = new Date();
    await this.events.updateOne({ _id: name }, { $set: { summary, schema, updatedAt } }, { upsert: true });
    return { name, ...wanted, updatedAt: updatedAt.toISOString() };
  }

  async remove(name: string): Promise<void> {
    const { deletedCount } = await this.events.deleteOne({ _id: name });
    if (deletedCount === 0)
      throw new Refusal('not_found', 'No service has registered an event of this name.');
  }

  /** The validator of a payload, or undefined if no service has registered this event. */
  async validator(name: string): Promise<z.ZodType | undefined> {
    const found = await this.events.findById(name).lean<ServiceEventDoc>();
    return found ? validatorOf(viewOf(found).schema) : undefined;
  }
}

const viewOf = ({ _id, summary, schema, updatedAt }: ServiceEventDoc): ServiceEvent => ({
  name: _id,
  summary,
  schema: JSON.parse(schema) as ServiceEvent['schema'],
  updatedAt: updatedAt.toISOString(),
});

function validatorOf(schema: ServiceEvent['schema']): z.ZodType {
  if (schema['type'] !== 'object') throw invalid('must describe an object: { "type": "object", … }');
  try {
    return z.fromJSONSchema(schema);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

const invalid = (message: string) =>
  new Refusal('validation_failed', `schema: ${message}`, { errors: [{ path: 'body.schema', message }] });
