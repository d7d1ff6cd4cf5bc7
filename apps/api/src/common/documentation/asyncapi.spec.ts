import { Parser } from '@asyncapi/parser';
import { commands, wireEvents } from '@passline/contracts';
import { asyncApi } from './asyncapi.ts';
import { eventsPage } from './events-page.ts';

const document = asyncApi('1.2.3');

test('the AsyncAPI parser accepts the document, and it lists all events and commands', async () => {
  const { document: parsed, diagnostics } = await new Parser().parse(JSON.stringify(document));
  expect(diagnostics.filter(({ severity }) => [0, 1].includes(severity))).toEqual([]);
  const named = (action: 'send' | 'receive') =>
    parsed!
      .operations()
      .all()
      .filter((operation) => operation.action() === action)
      .flatMap((operation) => operation.messages().all())
      .map((message) => message.name());
  expect(named('send').sort()).toEqual(Object.keys(wireEvents).sort());
  expect(named('receive').sort()).toEqual(Object.keys(commands).sort());
});

test('the page lists all events and commands, and contains no script', () => {
  const text = eventsPage();
  for (const name of [...Object.keys(wireEvents), ...Object.keys(commands)])
    expect(text).toContain(`>${name}</code>`);
  expect(text).not.toMatch(/<script|javascript:| on\w+=/i);
});
