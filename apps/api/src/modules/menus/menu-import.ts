import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  Id,
  type ImportProblem,
  type MenuFileColumn,
  MenuFileItem,
  type MenuImport,
  menuFileColumns,
  mostDishes,
} from '@passline/contracts';
import { type EventDraft, newId } from '@passline/event-log';
import { type Rates, rateNamed, ratesByName } from './dish-vat.ts';
import { type FileRow, type ReadFile, contentOf, vatColumns } from './menu-file.ts';
import { type Dish, add, change, versionOf } from './menu.ts';

/** What a file makes of a menu. With problems, the dishes stay as they are. */
export interface ImportPlan {
  dishes: Dish[];
  events: EventDraft[];
  report: Omit<MenuImport, 'applied'>;
}

/** Of dishes as a file sees them: their availability and pictures make no difference. */
export const basisOf = (dishes: readonly Dish[]): string =>
  createHash('sha256')
    .update(JSON.stringify(dishes.map((dish) => [dish.id, versionOf(dish)])))
    .digest('base64url')
    .slice(0, 22);

type Content = ReturnType<typeof contentOf>;
interface Checked {
  row: number;
  id: string | undefined;
  before: Dish | undefined;
  content: Content;
}

const Row = MenuFileItem.omit({ id: true }).strip();

export function planImport(restaurantId: string, dishes: Dish[], file: ReadFile, rates: Rates): ImportPlan {
  const problems = [...file.problems];
  const checked = file.rows.flatMap((row) => check(row, dishes, rates, problems));
  problems.push(...unknownRates(checked, rates), ...doubles(checked, dishes));
  const news = checked.filter(({ before }) => !before);
  if (dishes.length + news.length > mostDishes)
    problems.push({
      row: null,
      column: null,
      code: 'too_many',
      message: `A menu has at most ${mostDishes} dishes; with this file it would have ${dishes.length + news.length}.`,
    });
  const report: ImportPlan['report'] = {
    basis: basisOf(dishes),
    problems: problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0)),
    added: news.map(({ row, content: { category, name } }) => ({ row, category, name })),
    changed: checked.flatMap(({ row, before, content }) => {
      const columns = before ? changedColumns(before, content, rates) : [];
      return before && columns.length > 0 ? [{ row, id: before.id, name: content.name, columns }] : [];
    }),
    left: 0,
  };
  report.left = dishes.length - report.changed.length;
  return problems.length > 0
    ? { dishes, events: [], report }
    : { ...applied(restaurantId, dishes, checked, rates), report };
}

function applied(restaurantId: string, dishes: Dish[], rows: readonly Checked[], rates: Rates) {
  let all = dishes;
  const events: EventDraft[] = [];
  for (const { id, before, content } of rows) {
    const columns = before ? changedColumns(before, content, rates) : [];
    if (before && columns.length === 0) continue;
    const { vat_pickup, vat_delivery, ...dish } = content;
    const wanted = Object.fromEntries(Object.entries(dish).filter(([key]) => columns.includes(key as never)));
    const vat = ratesByName({ pickup: vat_pickup, delivery: vat_delivery }, rates);
    const isOtherVat = vatColumns.some((column) => columns.includes(column));
    const done = before
      ? change(restaurantId, all, before.id, { ...wanted, ...(isOtherVat && { vat }) })
      : add(restaurantId, all, { ...dish, ...(Object.keys(vat).length > 0 && { vat }) }, id ?? newId());
    all = done.dishes;
    events.push(...done.events);
  }
  return { dishes: all, events };
}

const changedColumns = (before: Dish, content: Content, rates: Rates): MenuFileColumn[] => {
  const old = contentOf(before, rates);
  return menuFileColumns.filter(
    (column) => column !== 'id' && !isDeepStrictEqual(old[column], content[column]),
  );
};

function check(
  { row, values: { id, ...values } }: FileRow,
  dishes: Dish[],
  rates: Rates,
  problems: ImportProblem[],
): Checked[] {
  const invalid = (column: string | null, message: string) =>
    problems.push({ row, column, code: 'invalid_value', message });
  const known = Id.optional().safeParse(id);
  if (!known.success) {
    invalid('id', known.error.issues[0]?.message ?? '');
    return [];
  }
  const before = dishes.find((dish) => dish.id === known.data);
  // Fields that the file does not name stay as they are.
  const wanted = { ...(before && contentOf(before, rates)), ...values };
  const parsed = Row.safeParse(wanted);
  if (parsed.success) return [{ row, id: known.data, before, content: normalized(parsed.data, rates) }];
  // A cell that could not be read has its problem already.
  const reported = new Set(problems.filter((it) => it.row === row).map(({ column }) => column));
  for (const { path, message } of parsed.error.issues) {
    const column = path[0] === undefined ? null : String(path[0]);
    if (reported.has(column)) continue;
    const where = path.slice(1).map((part) => (typeof part === 'number' ? part + 1 : String(part)));
    const isMissing = column !== null && !(column in wanted);
    invalid(column, [...where, isMissing ? 'is required for a new dish' : message].join(' '));
  }
  return [];
}

/** A usual choice is `true` or absent, and no rate is null, however the file says it. */
const normalized = ({ options, vat_pickup, vat_delivery, ...content }: Content, rates: Rates): Content => ({
  ...content,
  vat_pickup: knownName(vat_pickup, rates),
  vat_delivery: knownName(vat_delivery, rates),
  options: options.map((option) => ({
    ...option,
    choices: option.choices.map(({ isDefault, ...choice }) => ({
      ...choice,
      ...(isDefault && { isDefault }),
    })),
  })),
});

/** As the settings write it. */
const knownName = (name: string | null | undefined, rates: Rates): string | null =>
  name ? (rateNamed(name, rates)?.name ?? name) : null;

function unknownRates(rows: readonly Checked[], rates: Rates): ImportProblem[] {
  const names = rates.map(({ name }) => name).join(', ');
  return rows.flatMap(({ row, content }) =>
    vatColumns.flatMap((column): ImportProblem[] => {
      const name = content[column];
      if (!name || rateNamed(name, rates)) return [];
      const known = names ? `It has ${names}.` : 'It has none.';
      const message = `The restaurant has no VAT rate “${name}”. ${known} The settings name its rates.`;
      return [{ row, column, code: 'unknown_rate', message }];
    }),
  );
}

/** The same dish twice, which is what importing a file without ids a second time would make. */
function doubles(rows: readonly Checked[], dishes: readonly Dish[]): ImportProblem[] {
  const ids = new Set<string>();
  const names = new Set(
    dishes.filter(({ id }) => !rows.some((row) => row.before?.id === id)).map((dish) => nameOf(dish)),
  );
  return rows.flatMap(({ row, id, content }): ImportProblem[] => {
    const [isKnownId, isKnownName] = [id !== undefined && ids.has(id), names.has(nameOf(content))];
    if (id !== undefined) ids.add(id);
    names.add(nameOf(content));
    if (isKnownId)
      return [{ row, column: 'id', code: 'duplicate_id', message: 'Another line of the file has this id.' }];
    return isKnownName
      ? [
          {
            row,
            column: 'name',
            code: 'duplicate_dish',
            message: `${content.category} has a dish “${content.name}” already. To change it, give its id.`,
          },
        ]
      : [];
  });
}

const nameOf = ({ category, name }: Pick<Dish, 'category' | 'name'>) =>
  `${category}\n${name}`.toLocaleLowerCase('en');
