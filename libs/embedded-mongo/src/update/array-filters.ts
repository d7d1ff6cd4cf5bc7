import { badValue, failedToParse, MongoFailure } from '../execution/failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import type { CompileExpression } from '../query/aggregation-expression.ts';
import { matches, parseFilter } from '../query/filter.ts';
import { partsOf } from '../query/path.ts';

/** Parses `arrayFilters`: by identifier, the test that an array element must pass. */
export function arrayFilters(
  given: unknown,
  compileExpression: CompileExpression,
): Map<string, (element: unknown) => boolean> {
  const filters = new Map<string, (element: unknown) => boolean>();
  if (given === undefined) return filters;
  if (!Array.isArray(given)) throw new MongoFailure(14, 'arrayFilters must be an array');
  for (const filter of given as unknown[]) {
    if (!isDoc(filter)) throw new MongoFailure(14, 'Each array filter must be an object');
    const name = identifierOf(filter);
    if (name === null)
      throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw badValue(
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (filters.has(name))
      throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`);
    const condition = parseFilter(filter, compileExpression);
    filters.set(name, (element) => matches(condition, { [name]: element }, true));
  }
  return filters;
}

function identifierOf(filter: Doc): string | null {
  const names = new Set<string>();
  const gather = (part: Doc): void => {
    for (const [key, value] of Object.entries(part)) {
      if (!key.startsWith('$')) names.add(partsOf(key)[0] ?? '');
      else if (Array.isArray(value)) value.filter(isDoc).forEach(gather);
    }
  };
  gather(filter);
  const [name, another] = names;
  if (another !== undefined)
    throw failedToParse(
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name ?? ''}' and '${another}'`,
    );
  return name ?? null;
}
