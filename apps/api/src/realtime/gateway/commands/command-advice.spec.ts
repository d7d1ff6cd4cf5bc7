import { nearestCommand, shapeText, unknownCommandText } from './command-advice.ts';

test.each([
  ['join_order_room', 'join:order'],
  ['joinOrderRoom', 'join:order'],
  ['join-order', 'join:order'],
  ['subscribe:order', 'join:order'],
  ['join', 'join:order'],
  ['joinRestaurant', 'join:restaurant'],
  ['leave_order_room', 'leave:order'],
  ['sendMsg', 'chat:send'],
  ['send_message', 'chat:send'],
  ['chat:message', 'chat:send'],
  ['typing', 'chat:typing'],
  ['delivery:position', 'delivery:location'],
  ['update_courier_location', 'delivery:location'],
  ['rider:status', 'delivery:status'],
  ['order:acknowlege', 'order:acknowledge'],
  ['authenticate', 'register'],
])('%s is most likely %s', (sent, name) => {
  expect(nearestCommand(sent)).toBe(name);
});

test.each(['nonsense', 'x', '', '💥', 'constructor', '__proto__', 'a'.repeat(10_000)])(
  'no command is like %.20s',
  (sent) => {
    expect(nearestCommand(sent)).toBeNull();
  },
);

test('the advice names the command and what it takes, and repeats only what could be a name', () => {
  expect(unknownCommandText('join_order_room')).toBe(
    'There is no command join_order_room. Did you mean join:order? It takes an id, or { id, after?, epoch? }.',
  );
  expect(unknownCommandText('order:new')).toBe(
    'order:new is an event that the server sends. The commands are listed under /docs/events.',
  );
  for (const sent of ['<b>join:order</b>', 'join order', 'x'.repeat(41)])
    expect(unknownCommandText(sent)).toBe(
      'There is no command with this name. The commands are listed under /docs/events.',
    );
});

test.each([
  ['order:receipt', '{ orderId, rendered, audible }'],
  ['chat:read', '{ orderId, upTo }'],
  ['leave:order', 'an id, or { id, after?, epoch? }'],
  ['ping', 'any payload'],
] as const)('%s takes %s', (name, shape) => {
  expect(shapeText(name)).toBe(shape);
});
