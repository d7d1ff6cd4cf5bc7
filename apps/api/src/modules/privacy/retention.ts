import { Injectable, Logger } from '@nestjs/common';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { type Holding, PersonalData } from '../../infrastructure/personal-data/personal-data.ts';

const dayMs = 24 * 3_600_000;
/** How often it is looked for what has become too old; what is a year old can wait for an hour. */
const everyMs = 3_600_000;
const atOnce = 25;

/**
 * Ends what was kept long enough, on every node: forgetting twice is forgetting. A batch at a time and one batch per
 * look, so that an alarm that is due never waits for it; and a kind that fails does not keep the others.
 */
@Injectable()
export class Retention {
  readonly #log = new Logger(Retention.name);
  readonly #nextAt = new Map<string, number>();

  constructor(
    private readonly personal: PersonalData,
    due: Scheduler,
  ) {
    due.add('what was kept long enough', async (now) => {
      await this.round(now);
      return 0;
    });
  }

  async round(now: Date): Promise<void> {
    for (const [name, { keep }] of this.personal.holdings) {
      if (!keep || (this.#nextAt.get(name) ?? 0) > now.getTime()) continue;
      const done = await this.#forget(name, keep, now);
      // A whole batch: there is more.
      this.#nextAt.set(name, done < atOnce ? now.getTime() + everyMs : 0);
    }
  }

  async #forget(name: string, keep: NonNullable<Holding['keep']>, now: Date): Promise<number> {
    try {
      const done = await keep.forget(new Date(now.getTime() - keep.days * dayMs), atOnce);
      if (done > 0) this.#log.log({ kind: name, count: done, days: keep.days, msg: 'kept long enough' });
      return done;
    } catch (error) {
      this.#log.error({ err: error, kind: name, msg: 'what was kept long enough could not be forgotten' });
      return 0;
    }
  }
}
