import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Actor, AggregateStore, Decision } from '@passline/event-log';
import type { Model } from 'mongoose';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import type { newPrinter } from './printer.ts';
import { PRINTER, type PrinterDoc } from './printer.schema.ts';

/** Every order asks for the printers of its restaurant. Changes of this node count at once. */
const knownForMs = 2_000;

@Injectable()
export class PrintersRepository {
  readonly #store: AggregateStore<PrinterDoc>;
  readonly #known = new ReadCache<PrinterDoc[]>(knownForMs);

  constructor(
    @InjectModel(PRINTER) private readonly printers: Model<PrinterDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(printers, 'printer');
  }

  async add(printer: ReturnType<typeof newPrinter>, actor: Actor): Promise<PrinterDoc> {
    const { restaurantId, host, port } = printer;
    const added = await this.#store.insert(
      printer,
      [{ type: 'printer.added', data: { restaurantId, host, port } }],
      actor,
    );
    this.#known.forget(restaurantId);
    return added;
  }

  async change(
    restaurantId: string,
    id: string,
    decide: (printer: PrinterDoc) => Decision<PrinterDoc> | null,
    actor: Actor,
  ): Promise<PrinterDoc> {
    const changed = await this.#store.mutate(id, decide, { actor, guard: { restaurantId, removed: false } });
    this.#known.forget(restaurantId);
    return changed;
  }

  get(restaurantId: string, id: string): Promise<PrinterDoc> {
    return this.#store.load(id, { restaurantId, removed: false });
  }

  /** Null when it was removed. */
  find(id: string): Promise<PrinterDoc | null> {
    return this.printers.findOne({ _id: id, removed: false }).lean<PrinterDoc>();
  }

  async of(restaurantId: string): Promise<PrinterDoc[]> {
    return this.printers.find({ restaurantId, removed: false }).sort({ _id: 1 }).lean<PrinterDoc[]>();
  }

  /** Those that are switched on. Up to two seconds old where another node changed them. */
  async recentlyOn(restaurantId: string): Promise<PrinterDoc[]> {
    const known = await this.#known.get(restaurantId, () => this.of(restaurantId));
    return known.filter(({ enabled }) => enabled);
  }
}
