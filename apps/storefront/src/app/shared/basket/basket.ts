import type { MenuItem, MenuOption } from '@passline/contracts';

/** One line of the basket: a dish with its choices and the customer's note. */
export interface BasketLine {
  id: string;
  menuItemId: string;
  /** Ids of the choices. */
  options: readonly string[];
  note: string;
  quantity: number;
}

/** The contract's limits of one order. */
export const mostLines = 50;
export const mostOfOne = 99;

export type NewLine = Omit<BasketLine, 'id'>;

const isSame = (a: NewLine, b: NewLine): boolean =>
  a.menuItemId === b.menuItemId &&
  a.note === b.note &&
  a.options.length === b.options.length &&
  a.options.every((option) => b.options.includes(option));

/** The same dish with the same choices joins the line that there is. */
export function withLine(lines: readonly BasketLine[], added: NewLine, id: string): readonly BasketLine[] {
  const at = lines.findIndex((line) => isSame(line, added));
  if (at === -1) return lines.length < mostLines ? [...lines, { ...added, id }] : lines;
  return lines.map((line, index) =>
    index === at ? { ...line, quantity: Math.min(mostOfOne, line.quantity + added.quantity) } : line,
  );
}

/** None is left at zero. */
export const withQuantity = (
  lines: readonly BasketLine[],
  id: string,
  quantity: number,
): readonly BasketLine[] =>
  quantity < 1
    ? lines.filter((line) => line.id !== id)
    : lines.map((line) => (line.id === id ? { ...line, quantity: Math.min(mostOfOne, quantity) } : line));

const choicesOf = (item: MenuItem, ids: readonly string[]) =>
  item.options.flatMap(({ choices }) => choices).filter(({ id }) => ids.includes(id));

export const choiceNames = (item: MenuItem, ids: readonly string[]): string[] =>
  choicesOf(item, ids).map(({ name }) => name);

/** What one of it costs by the menu that the page shows. The server's quote decides. */
export const priceOf = (item: MenuItem, ids: readonly string[]): number =>
  choicesOf(item, ids).reduce((sum, { price }) => sum + price, item.price);

/** What is chosen before the customer chooses: the usual choices, and the only choice of a required option. */
export const usualChoices = ({ options }: MenuItem): string[] =>
  options.flatMap(({ choices: all, min }) => {
    const choices = all.filter(({ available }) => available);
    const usual = choices.filter(({ isDefault }) => isDefault);
    return (usual.length > 0 ? usual : min >= choices.length ? choices : []).map(({ id }) => id);
  });

/** The options that have too few choices. */
export const unfinished = ({ options }: MenuItem, ids: readonly string[]): MenuOption[] =>
  options.filter(({ choices, min }) => choices.filter(({ id }) => ids.includes(id)).length < min);

/** After a press on a choice: an option with a single place swaps, others fill up to their limit. */
export function withChoice(option: MenuOption, ids: readonly string[], choice: string): readonly string[] {
  const own = option.choices.map(({ id }) => id);
  const chosen = ids.filter((id) => own.includes(id));
  if (chosen.includes(choice))
    return option.max === 1 && option.min === 1 ? ids : ids.filter((id) => id !== choice);
  if (option.max === 1) return [...ids.filter((id) => !own.includes(id)), choice];
  return chosen.length < option.max ? [...ids, choice] : ids;
}
