import { HeldData } from '@passline/contracts';
import { PersonalData } from './personal-data.ts';

const anna = { id: 'u1', orders: ['o1', 'o2'] };
const parts = Object.keys(HeldData.shape) as (keyof HeldData)[];

describe('the export of a person', () => {
  test('has every part of the contract, each from its domain', async () => {
    const personal = new PersonalData();
    for (const part of parts) personal.addExport(part, async (person) => [part, person] as never);
    expect(await personal.on(anna)).toEqual(Object.fromEntries(parts.map((part) => [part, [part, anna]])));
  });

  test.each(parts)('fails without the part %s, so that no export is incomplete', async (missing) => {
    const personal = new PersonalData();
    for (const part of parts) if (part !== missing) personal.addExport(part, async () => []);
    await expect(personal.on(anna)).rejects.toThrow(`no domain exports the personal data '${missing}'`);
  });
});

describe('the erasure of a person', () => {
  /** Domains that report how many items must wait, in the order of their calls. */
  function domains(waiting: Record<string, number>) {
    const personal = new PersonalData();
    const called: string[] = [];
    personal.add('audit', {});
    personal.add('streams', {
      afterOthers: true,
      erase: async () => (called.push('streams'), waiting['streams'] ?? 0),
    });
    for (const name of ['orders', 'chat'])
      personal.add(name, { erase: async () => (called.push(name), waiting[name] ?? 0) });
    return { personal, called };
  }

  test('asks all domains, and last those that come after others', async () => {
    const { personal, called } = domains({});
    expect(await personal.erase(anna)).toBe(0);
    expect(called).toEqual(['orders', 'chat', 'streams']);
  });

  test('does not begin with the last ones while others wait, and counts what waits', async () => {
    const { personal, called } = domains({ orders: 1, chat: 2 });
    expect(await personal.erase(anna)).toBe(3);
    expect(called).toEqual(['orders', 'chat']);
  });

  test('waits for the last ones too', async () => {
    expect(await domains({ streams: 4 }).personal.erase(anna)).toBe(4);
  });
});
