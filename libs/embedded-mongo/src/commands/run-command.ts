import type { Doc } from '../bson/document.ts';
import { notSupported } from '../execution/failure.ts';
import { isSteps, pause, type Steps } from '../execution/turn.ts';
import type { Store } from '../store/store.ts';
import { checkFields, type Session } from './command.ts';
import { commandTable, unknownCommand, unsupportedCommands } from './command-table.ts';

/** Returns the reply, or a generator that produces it over several turns. */
export function runCommand(name: string, body: Doc, session: Session): Doc | Steps<Doc> {
  const entry = commandTable.get(name);
  if (!entry)
    throw unsupportedCommands.has(name) ? notSupported(`The command ${name}`) : unknownCommand(name);
  session.failPoints?.trigger(name);
  checkFields(name, body, entry.command);
  if (entry.atomic === 'command') return session.store.atomically(() => entry.command.run(body, session));
  const result = entry.command.run(body, session);
  return entry.atomic === 'turn' && isSteps(result) ? eachTurnAtomically(result, session.store) : result;
}

function* eachTurnAtomically(steps: Steps<Doc>, store: Store): Steps<Doc> {
  try {
    for (;;) {
      const { done, value } = store.atomically(() => steps.next());
      if (done === true) return value;
      yield pause;
    }
  } finally {
    // Ends the generator when the caller stops early, because the client disconnected or maxTimeMS passed.
    steps.return({});
  }
}
