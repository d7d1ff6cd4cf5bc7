import { z } from 'zod';
import { call } from './endpoint.ts';
import { CreateMenuItemRequest } from './menu.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Currency, Id, Line } from './values.ts';

/** The format of a menu as a file. docs/menu-files.md describes it, with its form as CSV. */
export const menuFileFormat = 'passline-menu';
export const menuFileTypes = ['text/csv', 'application/json'] as const;
export const mostMenuFileBytes = 1024 * 1024;

/** The columns of a CSV file, and the fields of a dish in a JSON file. */
export const menuFileColumns = [
  'id',
  'category',
  'name',
  'description',
  'price',
  'allergens',
  'options',
  'vat_pickup',
  'vat_delivery',
] as const;
export type MenuFileColumn = (typeof menuFileColumns)[number];

const RateName = Line(30).nullable().optional().meta({
  description: "Name of a VAT rate; null: the restaurant's default. Only of restaurants that name rates",
});
export const MenuFileItem = CreateMenuItemRequest.omit({ vat: true }).extend({
  id: Id.optional().meta({ description: 'Of the dish that it changes; without one it is a new dish' }),
  vat_pickup: RateName,
  vat_delivery: RateName,
});
export const MenuFile = z.strictObject({
  format: z.literal(menuFileFormat),
  version: z.int().min(1).max(1),
  currency: Currency,
  items: z.array(MenuFileItem).meta({ description: 'In the order of the menu' }),
});
export type MenuFile = z.infer<typeof MenuFile>;

export const importProblemCodes = [
  'unreadable',
  'missing_column',
  'unknown_column',
  'invalid_value',
  'unknown_rate',
  'duplicate_id',
  'duplicate_dish',
  'too_many',
] as const;
export const ImportProblem = z.object({
  row: z.int().nullable().meta({
    description:
      'The line of the table, whose head is line 1, or the place of the dish in a JSON file, from 1; null: the whole file',
  }),
  column: z.string().nullable(),
  code: z.enum(importProblemCodes),
  message: z.string(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

export const MenuImport = z.object({
  applied: z.boolean().meta({ description: 'false: a dry run, or the file has problems' }),
  basis: z.string().meta({ description: 'Follows from the dishes that the file was compared with' }),
  problems: z.array(ImportProblem).meta({ description: 'With any of them nothing is changed' }),
  added: z.array(z.object({ row: z.int(), category: z.string(), name: z.string() })),
  changed: z.array(
    z.object({ row: z.int(), id: Id, name: z.string(), columns: z.array(z.enum(menuFileColumns)) }),
  ),
  left: z.int().meta({ description: 'Dishes of the menu that stay as they are, in the file or not' }),
});
export type MenuImport = z.infer<typeof MenuImport>;

const tag = 'Menu';
const one = z.object({ id: Id });

export const menuFileCalls = {
  exportMenu: call({
    ...routes.exportMenu,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'The menu as a JSON file, which importMenu reads',
    params: one,
    status: 200,
    answer: MenuFile,
    problems: ['not_found'],
  }),
  exportMenuCsv: call({
    ...routes.exportMenuCsv,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary: 'The menu as a table for spreadsheets (RFC 4180, UTF-8 with a byte order mark)',
    params: one,
    status: 200,
    answer: 'csv',
    problems: ['not_found'],
  }),
  importMenu: call({
    ...routes.importMenu,
    who: staffRoles,
    keyScope: 'menu:write',
    tag,
    summary:
      'Add and change dishes by a file, all or nothing. It removes no dish and changes no order, picture or availability',
    params: one,
    query: z.object({
      dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'true: changes nothing' }),
      basis: Line(64).optional().meta({
        description: 'Of the dry run; refused with `version_conflict` if the dishes have changed since',
      }),
    }),
    bytes: { types: menuFileTypes, most: mostMenuFileBytes },
    status: 200,
    answer: MenuImport,
    problems: ['not_found', 'version_conflict'],
  }),
} as const;
