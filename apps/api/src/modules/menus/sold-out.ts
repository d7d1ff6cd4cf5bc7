import { type UpdateAvailabilityRequest, Refusal } from '@passline/contracts';
import { type EventDraft } from '@passline/event-log';
import { type z } from 'zod';
import { nextHour } from '../../infrastructure/scheduler/local-time.ts';
import { pauseEndFrom } from '../../infrastructure/scheduler/parse-pause-end.ts';
import { newDayAt } from '../restaurants/opening.ts';
import { type Changed, type Dish, type DishChoice, find, replaced } from './menu.ts';

export const isAvailable = ({ soldOutUntil }: { soldOutUntil?: Date | null }, now: Date): boolean =>
  !soldOutUntil || soldOutUntil <= now;

/** Without a difference there are no events. */
export function setAvailability(
  restaurantId: string,
  dishes: Dish[],
  id: string,
  { available, until }: z.output<typeof UpdateAvailabilityRequest>,
  now: Date,
  timeZone: string,
): Changed {
  const before = find(dishes, id);
  const soldOutUntil = soldOutEnd({ available, until }, now, timeZone);
  const dish = { ...before, soldOutUntil };
  if (before.soldOutUntil?.getTime() === soldOutUntil?.getTime()) return { dish: before, dishes, events: [] };
  return { dish, dishes: replaced(dishes, dish), events: [availabilityOf(restaurantId, dish)] };
}

/** The same for a choice of its options. Baskets with the choice are refused while it is sold out. */
export function setChoiceAvailability(
  restaurantId: string,
  dishes: Dish[],
  { itemId, choiceId }: { itemId: string; choiceId: string },
  wanted: z.output<typeof UpdateAvailabilityRequest>,
  now: Date,
  timeZone: string,
): Changed {
  const before = find(dishes, itemId);
  const choice = choicesOf(before).find(({ id }) => id === choiceId);
  if (!choice) throw new Refusal('not_found', `${before.name} has no choice with this id.`);
  const soldOutUntil = soldOutEnd(wanted, now, timeZone);
  if ((choice.soldOutUntil?.getTime() ?? null) === (soldOutUntil?.getTime() ?? null))
    return { dish: before, dishes, events: [] };
  const dish = withChoices(before, (it) => (it.id === choiceId ? { ...it, soldOutUntil } : it));
  return {
    dish,
    dishes: replaced(dishes, dish),
    events: [choiceAvailabilityOf(restaurantId, dish, { ...choice, soldOutUntil })],
  };
}

/** Without an end: until tomorrow morning. */
function soldOutEnd(
  { available, until }: z.output<typeof UpdateAvailabilityRequest>,
  now: Date,
  timeZone: string,
): Date | null {
  if (available && until)
    throw new Refusal('validation_failed', 'until: is allowed only with available: false', {
      errors: [{ path: 'until', message: 'is allowed only with available: false' }],
    });
  if (available) return null;
  return until ? pauseEndFrom(until, now) : nextHour(newDayAt, timeZone, now);
}

const choicesOf = ({ options }: Dish): DishChoice[] => options.flatMap(({ choices }) => choices);

const withChoices = (dish: Dish, change: (choice: DishChoice) => DishChoice): Dish => ({
  ...dish,
  options: dish.options.map((option) => ({ ...option, choices: option.choices.map(change) })),
});

/** Makes dishes and choices available again whose end has passed. */
export function bringBack(
  restaurantId: string,
  dishes: Dish[],
  now: Date,
): { dishes: Dish[]; events: EventDraft[] } {
  const isBack = (it: { soldOutUntil?: Date | null }) => Boolean(it.soldOutUntil) && isAvailable(it, now);
  const events: EventDraft[] = [];
  const after = dishes.map((before) => {
    const dish = isBack(before) ? { ...before, soldOutUntil: null } : before;
    if (dish !== before) events.push(availabilityOf(restaurantId, dish));
    const choices = choicesOf(dish).filter(isBack);
    for (const choice of choices)
      events.push(choiceAvailabilityOf(restaurantId, dish, { ...choice, soldOutUntil: null }));
    return choices.length === 0
      ? dish
      : withChoices(dish, (it) => (choices.includes(it) ? { ...it, soldOutUntil: null } : it));
  });
  return { dishes: after, events };
}

/** When the next dish or choice is available again; null when none is sold out. */
export const nextBack = (dishes: readonly Dish[]): Date | null =>
  dishes
    .flatMap((dish) => [dish, ...choicesOf(dish)])
    .reduce<Date | null>(
      (next, { soldOutUntil: at }) => (at && (next === null || at < next) ? at : next),
      null,
    );

const availabilityOf = (restaurantId: string, dish: Dish): EventDraft => ({
  type: 'menu.item_availability_changed',
  data: {
    restaurantId,
    itemId: dish.id,
    name: dish.name,
    available: dish.soldOutUntil === null,
    until: dish.soldOutUntil,
  },
});

const choiceAvailabilityOf = (restaurantId: string, dish: Dish, choice: DishChoice): EventDraft => ({
  type: 'menu.choice_availability_changed',
  data: {
    restaurantId,
    itemId: dish.id,
    name: dish.name,
    choiceId: choice.id,
    choiceName: choice.name,
    available: !choice.soldOutUntil,
    until: choice.soldOutUntil ?? null,
  },
});
