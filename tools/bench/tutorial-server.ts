/**
 * The order server that tutorials show: Express, Mongoose and Socket.IO. An order is one insert, and the restaurant's
 * screens get one emit. It has no accounts, no checks of the menu, no idempotency, no history, and loses an event when it
 * dies or when a screen is offline. It uses the same embedded engine, in a thread of this process as Passline does.
 *
 *   node tools/bench/tutorial-server.ts <data directory>
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { model, connect, Schema } from 'mongoose';
import { Server } from 'socket.io';
import { startEngine } from '@passline/embedded-mongo';

const engine = await startEngine({ path: process.argv[2] ?? '' });
// The write concern of a MongoDB replica set by default, and of Passline.
await connect(engine.uri, { dbName: 'tutorial', writeConcern: { w: 'majority', journal: true } });

const Item = { menuItemId: String, name: String, quantity: Number, unitPrice: Number };
const OrderSchema = new Schema(
  {
    restaurantId: String,
    customerName: String,
    items: [Item],
    totalAmount: Number,
    fulfilment: String,
    status: String,
  },
  { timestamps: true },
);
OrderSchema.index({ restaurantId: 1 });
const Order = model('Order', OrderSchema);
await Order.init();

const app = express();
app.use(express.json());
const http = createServer(app);
const io = new Server(http, { serveClient: false });
io.on(
  'connection',
  (socket) => void socket.join(`restaurant:${String(socket.handshake.auth['restaurantId'])}`),
);

app.post('/orders', async (request, response) => {
  const order = await Order.create({ ...(request.body as object), status: 'pending' });
  io.to(`restaurant:${order.restaurantId}`).emit('order:new', order);
  response.status(201).json(order);
});

http.listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
