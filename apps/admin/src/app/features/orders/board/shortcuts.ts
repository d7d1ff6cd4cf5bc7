/** Key bindings of the board. A bump bar is a keyboard with few keys, so every action has one. */
export type Shortcut =
  | { act: 'step'; direction: 'up' | 'down' | 'left' | 'right' }
  | {
      act:
        | 'bump'
        | 'answer'
        | 'search'
        | 'keys'
        | 'undo'
        | 'cancel'
        | 'open'
        | 'print'
        | 'allDay'
        | 'telephone'
        | 'silenceAll'
        | 'layout';
    }
  | { act: 'minutes'; choice: number };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const plain: Record<string, Shortcut> = {
  ArrowUp: { act: 'step', direction: 'up' },
  ArrowDown: { act: 'step', direction: 'down' },
  ArrowLeft: { act: 'step', direction: 'left' },
  ArrowRight: { act: 'step', direction: 'right' },
  Enter: { act: 'bump' },
  a: { act: 'answer' },
  s: { act: 'silenceAll' },
  g: { act: 'layout' },
  '/': { act: 'search' },
  '?': { act: 'keys' },
  u: { act: 'undo' },
  x: { act: 'cancel' },
  o: { act: 'open' },
  p: { act: 'print' },
  d: { act: 'allDay' },
  t: { act: 'telephone' },
};

/** Undefined for keys that belong to the browser, a field or a button. */
export function shortcutOf(
  { key, ctrlKey, metaKey, altKey }: Pressed,
  at: 'board' | 'field' | 'control',
): Shortcut | undefined {
  if (ctrlKey || metaKey || altKey || at === 'field') return undefined;
  if (at === 'control' && (key === 'Enter' || key === ' ')) return undefined;
  if (/^[1-9]$/.test(key)) return { act: 'minutes', choice: Number(key) };
  const word = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(plain, word) ? plain[word] : undefined;
}
