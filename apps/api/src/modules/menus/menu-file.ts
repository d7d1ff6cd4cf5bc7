import {
  type ImportProblem,
  type MenuFile,
  type MenuFileColumn,
  decimalOf,
  menuFileColumns,
  menuFileFormat,
} from '@passline/contracts';
import { cellText, csvOf, rowsOf } from './csv.ts';
import type { Rates } from './dish-vat.ts';
import type { Dish } from './menu.ts';
import { Unreadable, optionsOf, optionsText, priceOf } from './options-text.ts';

/** What a file says of one dish, not checked yet. A column that is not in the file is absent. */
export interface FileRow {
  row: number;
  values: Partial<Record<MenuFileColumn, unknown>>;
}
export interface ReadFile {
  rows: FileRow[];
  problems: ImportProblem[];
}

const noAllergen = 'none';
const byteOrderMark = '\uFEFF';

type Content = MenuFile['items'][number];
export const vatColumns = ['vat_pickup', 'vat_delivery'] as const;

/** What a file contains of a dish. Options and choices have no ids: they keep theirs by their names. */
export const contentOf = (
  { category, name, description, price, allergens, options, vat = {} }: Dish,
  rates: Rates,
): Omit<Content, 'id'> => ({
  category,
  name,
  description,
  price,
  allergens: allergens ?? null,
  options: options.map(({ name: option, min, max, choices }) => ({
    name: option,
    min,
    max,
    choices: choices.map((choice) => ({
      name: choice.name,
      price: choice.price,
      ...(choice.isDefault && { isDefault: true }),
    })),
  })),
  vat_pickup: rateName(vat.pickup, rates),
  vat_delivery: rateName(vat.delivery, rates),
});

const rateName = (id: string | undefined, rates: Rates): string | null =>
  rates.find((rate) => rate.id === id)?.name ?? null;

export const jsonFile = (dishes: readonly Dish[], currency: string, rates: Rates): MenuFile => ({
  format: menuFileFormat,
  version: 1,
  currency,
  items: dishes.map((dish) => {
    const { vat_pickup, vat_delivery, ...content } = contentOf(dish, rates);
    return { id: dish.id, ...content, ...(rates.length > 0 && { vat_pickup, vat_delivery }) };
  }),
});

export function csvFile(dishes: readonly Dish[], currency: string, rates: Rates): string {
  const columns = menuFileColumns.filter((column) => rates.length > 0 || !isVatColumn(column));
  const rows = dishes.map((dish) => {
    const { allergens, options, price, vat_pickup, vat_delivery, ...texts } = contentOf(dish, rates);
    const cells: Record<MenuFileColumn, string> = {
      id: dish.id,
      ...texts,
      price: decimalOf(price, currency),
      allergens: allergens === null ? '' : allergens.join(' ') || noAllergen,
      options: optionsText(options, currency),
      vat_pickup: vat_pickup ?? '',
      vat_delivery: vat_delivery ?? '',
    };
    return columns.map((column) => cells[column]);
  });
  return byteOrderMark + csvOf([columns, ...rows]);
}

const isVatColumn = (column: MenuFileColumn): boolean =>
  (vatColumns as readonly MenuFileColumn[]).includes(column);

const whole = (code: ImportProblem['code'], message: string, column: string | null = null): ReadFile => ({
  rows: [],
  problems: [{ row: null, column, code, message }],
});

export function readMenuFile(bytes: Uint8Array, type: string, currency: string): ReadFile {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return whole('unreadable', 'The file is not UTF-8. Save it as UTF-8 and import it again.');
  }
  return type === 'text/csv' ? readCsv(text, currency) : readJson(text, currency);
}

function readCsv(text: string, currency: string): ReadFile {
  const table = rowsOf(text);
  if (!table) return whole('unreadable', 'A quoted cell has no closing quote.');
  const [head = [], ...body] = table;
  const columns = head.map((name) => name.trim().toLowerCase());
  const problems = columnProblems(columns);
  if (problems.length > 0) return { rows: [], problems };
  const rows = body.flatMap((cells, index) => {
    if (cells.length === 0) return [];
    const row = index + 2;
    if (cells.length > columns.length) {
      const message = `The line has ${cells.length} cells, and the head has ${columns.length}.`;
      problems.push({ row, column: null, code: 'unreadable', message });
    }
    const values: FileRow['values'] = {};
    columns.forEach((column, at) => {
      try {
        const cell = cellText(cells[at] ?? '').replaceAll(/\r\n?/g, '\n');
        const value = valueOf(column as MenuFileColumn, cell, currency);
        if (value !== undefined) values[column as MenuFileColumn] = value;
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        problems.push({ row, column, code: 'invalid_value', message: error.message });
      }
    });
    return { row, values };
  });
  return { rows, problems };
}

function columnProblems(columns: readonly string[]): ImportProblem[] {
  const known: readonly string[] = menuFileColumns;
  const problems = columns.flatMap((column, at): ImportProblem[] => {
    if (columns.indexOf(column) !== at)
      return [{ row: 1, column, code: 'unknown_column', message: `The column ${column} is there twice.` }];
    if (known.includes(column)) return [];
    const message = `The column “${column}” is unknown. A menu has ${menuFileColumns.join(', ')}.`;
    return [{ row: 1, column, code: 'unknown_column', message }];
  });
  if (!columns.includes('id') && !columns.includes('name'))
    problems.push({
      row: 1,
      column: 'name',
      code: 'missing_column',
      message: 'The first line must name the columns, with id or name among them.',
    });
  return problems;
}

/** Undefined: as if the column were not there. */
function valueOf(column: MenuFileColumn, cell: string, currency: string): unknown {
  switch (column) {
    case 'id':
      return cell.trim() || undefined;
    case 'price': {
      const price = priceOf(cell, currency);
      if (price === null)
        throw new Unreadable(`“${cell}” is not a price. Write it as ${decimalOf(1250, currency)}.`);
      return price;
    }
    case 'allergens': {
      const words = cell
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter(Boolean);
      if (words.length === 0) return null;
      return words.length === 1 && words[0] === noAllergen ? [] : words;
    }
    case 'options':
      return optionsOf(cell, currency);
    default:
      return cell;
  }
}

function readJson(text: string, currency: string): ReadFile {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(byteOrderMark, ''));
  } catch (error) {
    return whole('unreadable', `The file is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const { format, version, currency: of, items } = (isRecord(file) ? file : {}) as Partial<MenuFile>;
  if (format !== menuFileFormat || version !== 1 || !Array.isArray(items))
    return whole(
      'unreadable',
      `The file is not a menu: it needs format “${menuFileFormat}”, version 1 and items.`,
    );
  if (of !== currency)
    return whole(
      'invalid_value',
      `The prices of the file are in ${of}, and the restaurant's in ${currency}.`,
      'currency',
    );
  const problems: ImportProblem[] = [];
  const rows = items.flatMap((item: unknown, index): FileRow[] => {
    const row = index + 1;
    if (!isRecord(item)) {
      problems.push({ row, column: null, code: 'unreadable', message: 'A dish must be an object.' });
      return [];
    }
    for (const column of Object.keys(item))
      if (!(menuFileColumns as readonly string[]).includes(column))
        problems.push({ row, column, code: 'unknown_column', message: `A dish has no “${column}”.` });
    return [{ row, values: item }];
  });
  return { rows, problems };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
