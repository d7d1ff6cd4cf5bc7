import { isDoc, type Doc } from '../bson/document.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import { MongoFailure, notSupported } from '../execution/failure.ts';

interface Armed {
  times: number;
  commands: readonly string[];
  code: number | null;
  closes: boolean;
}

/** Thrown to close the connection without an answer. */
export class CloseConnection extends Error {}

/** MongoDB's fail point `failCommand`, for tests. Requires the option `testCommands`. */
export class FailPoints {
  private armed: Armed | null = null;

  configure(body: Doc): void {
    if (body['configureFailPoint'] !== 'failCommand')
      throw notSupported(`The fail point ${String(body['configureFailPoint'])}`);
    const { mode } = body;
    if (mode === 'off') {
      this.armed = null;
      return;
    }
    const data = isDoc(body['data']) ? body['data'] : {};
    const times = isDoc(mode) && isNumber(mode['times']) ? toDouble(mode['times']) : Infinity;
    const commands = Array.isArray(data['failCommands']) ? data['failCommands'].map(String) : [];
    const code = isNumber(data['errorCode']) ? toDouble(data['errorCode']) : null;
    this.armed = { times, commands, code, closes: data['closeConnection'] === true };
  }

  trigger(command: string): void {
    const { armed } = this;
    if (!armed?.commands.includes(command) || armed.times <= 0) return;
    armed.times--;
    if (armed.closes) throw new CloseConnection('closed by a fail point');
    if (armed.code !== null)
      throw new MongoFailure(armed.code, `Failing command via 'failCommand' failpoint`);
  }
}
