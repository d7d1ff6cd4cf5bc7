import { Injectable, Logger } from '@nestjs/common';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { type PersonalDataRules, PersonalData } from '../../infrastructure/personal-data/personal-data.ts';

const dayMs = 24 * 3_600_000;
/** How often the sweep looks for expired data. Retention periods are days, so an hour is precise enough. */
const everyMs = 3_600_000;
const atOnce = 25;

/**
 * Removes data whose retention period is over. It is idempotent and runs on every node. Each round removes one batch per
 * kind, so that due alarms do not wait for it, and a failure of one kind does not block the others.
 */
@Injectable()
export class Retention {
  readonly #log = new Logger(Retention.name);
  readonly #nextAt = new Map<string, number>();

  constructor(
    private readonly personal: PersonalData,
    due: Scheduler,
  ) {
    due.add(
      'retention of personal data',
      async (now) => {
        await this.round(now);
        return 0;
      },
      async () => this.#nextRound(),
    );
  }

  async round(now: Date): Promise<void> {
    for (const [name, { keep }] of this.personal.domains) {
      if (!keep || (this.#nextAt.get(name) ?? 0) > now.getTime()) continue;
      const done = await this.#forget(name, keep, now);
      // After a full batch there may be more.
      this.#nextAt.set(name, done < atOnce ? now.getTime() + everyMs : 0);
    }
  }

  #nextRound(): Date | null {
    const kinds = [...this.personal.domains].filter(([, { keep }]) => keep);
    if (kinds.length === 0) return null;
    return new Date(Math.min(...kinds.map(([name]) => this.#nextAt.get(name) ?? 0)));
  }

  async #forget(name: string, keep: NonNullable<PersonalDataRules['keep']>, now: Date): Promise<number> {
    try {
      const done = await keep.forget(new Date(now.getTime() - keep.days * dayMs), atOnce);
      if (done > 0)
        this.#log.log({
          kind: name,
          count: done,
          days: keep.days,
          msg: 'data past its retention period removed',
        });
      return done;
    } catch (error) {
      this.#log.error({ err: error, kind: name, msg: 'removal of data past its retention period failed' });
      return 0;
    }
  }
}
