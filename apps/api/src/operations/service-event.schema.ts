import { Schema } from 'mongoose';

export interface ServiceEventDoc {
  /** The name of the event. */
  _id: string;
  summary: string;
  /** As JSON text: the store does not take every key that a JSON schema has. */
  schema: string;
  updatedAt: Date;
}

export const SERVICE_EVENT = 'ServiceEvent';

export const ServiceEventSchema = new Schema(
  { _id: String, summary: String, schema: String, updatedAt: Date },
  { collection: 'service_events', versionKey: false },
);
