import {
  withEvents,
  statesOfMine,
  withDelivery,
  withReadMark,
  withFailed,
  emptyConversation,
  withSending,
} from './conversation.ts';

const said = (id: string, who: string) => ({
  id,
  orderId: 'o1',
  from: { id: who, name: who, role: 'customer' },
  text: id,
  at: `2030-01-01T12:00:0${id}.000Z`,
});
const words = (id: string) => ({ id, text: id, at: '', failed: false });

it('has a message once, by whichever way it came, in the order in which it was sent', () => {
  const talk = withEvents(
    withEvents(emptyConversation, said('2', 'anna'), said('1', 'me')),
    said('2', 'anna'),
  );
  expect(talk.messages.map(({ id }) => id)).toEqual(['1', '2']);
});

it('shows a sent message at once, until the server has it', () => {
  const open = withSending(emptyConversation, words('3'));
  expect(open.spoken).toHaveLength(1);
  expect(withEvents(open, said('3', 'me')).spoken).toEqual([]);
});

it('keeps what was refused, to be sent again as the same message', () => {
  const failed = withFailed(withSending(emptyConversation, words('3')), '3');
  expect(failed.spoken).toEqual([{ ...words('3'), failed: true }]);
  expect(withSending(failed, words('3')).spoken).toEqual([words('3')]);
});

describe('the state of my messages', () => {
  const talk = withEvents(
    emptyConversation,
    said('1', 'me'),
    said('2', 'anna'),
    said('3', 'me'),
    said('4', 'me'),
  );
  const states = (conversation: typeof talk) => Object.fromEntries(statesOfMine(conversation, 'me'));
  const staff = (upTo: string) => ({ side: 'staff' as const, upTo });

  it('is sent until another side has them', () => {
    expect(states(talk)).toEqual({ 4: 'sent' });
    expect(states(withReadMark(talk, 'me', { side: 'customer', upTo: '4' }))).toEqual({ 4: 'sent' });
  });

  it('shows the last message of each state', () => {
    const delivered = withDelivery(talk, staff('3'));
    expect(states(delivered)).toEqual({ 3: 'delivered', 4: 'sent' });
    const read = withReadMark(delivered, 'anna', staff('2'));
    expect(states(read)).toEqual({ 1: 'read', 3: 'delivered', 4: 'sent' });
    expect(states(withReadMark(read, 'anna', staff('4')))).toEqual({ 4: 'read' });
  });

  it('does not count a colleague of the sender', () => {
    expect(states(withReadMark(talk, 'mate', { side: 'customer', upTo: '4' }))).toEqual({ 4: 'sent' });
    expect(states(withReadMark(talk, 'old', { side: null, upTo: '4' }))).toEqual({ 4: 'read' });
  });
});
