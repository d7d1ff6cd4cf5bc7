import {
  withEvents,
  lastReadOfMine,
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

it('knows how far my messages have been read, and not by my own reading', () => {
  const talk = withEvents(emptyConversation, said('1', 'me'), said('2', 'anna'), said('3', 'me'));
  expect(lastReadOfMine(withReadMark(talk, 'me', '3'), 'me')).toBeUndefined();
  expect(lastReadOfMine(withReadMark(talk, 'anna', '2'), 'me')).toBe('1');
});
