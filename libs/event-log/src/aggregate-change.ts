import type { UpdateQuery } from 'mongoose';
import type { AggregateFields } from './aggregate.ts';

export type Operators<Doc> = Pick<
  UpdateQuery<Doc>,
  '$set' | '$unset' | '$inc' | '$min' | '$max' | '$push' | '$pull' | '$addToSet'
>;

/** Fields to set, or MongoDB's update operators. */
export type Change<Doc> = Partial<Omit<Doc, keyof AggregateFields>> | Operators<Doc>;

export const operatorsOf = <Doc>(change: Change<Doc>): Operators<Doc> =>
  Object.keys(change).some((key) => key.startsWith('$')) ? change : { $set: change };

/** Whether the state after the change follows from the state before it, without what the store has. */
export const isKnownResult = <Doc>(change: Change<Doc>): boolean =>
  Object.entries(operatorsOf(change)).every(
    ([operator, fields]) =>
      (operator === '$set' || operator === '$unset') &&
      Object.keys(fields).every((path) => !path.includes('.')),
  );
