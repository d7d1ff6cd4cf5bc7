import { Schema } from 'mongoose';

/** The connections of one node, from its last report. After missed heartbeats they no longer count. */
export interface NodePresence {
  _id: string;
  at: Date;
  screens: { restaurantId: string; count: number }[];
  couriers: string[];
}
export const NODE_PRESENCE = 'NodePresence';
export const NodePresenceSchema = new Schema<NodePresence>(
  {
    _id: { type: String, required: true },
    at: { type: Date, required: true },
    screens: { type: [new Schema({ restaurantId: String, count: Number }, { _id: false })], required: true },
    couriers: { type: [String], required: true },
  },
  { collection: 'presence_nodes', versionKey: false },
);

/** When the last screen of a restaurant disconnected. */
export interface LastSeen {
  _id: string;
  at: Date;
}
export const LAST_SEEN = 'LastSeen';
export const LastSeenSchema = new Schema<LastSeen>(
  { _id: { type: String, required: true }, at: { type: Date, required: true } },
  { collection: 'presence_last_seen', versionKey: false },
);
