export const scheduled = {
  scheduled: {
    heading: 'Scheduled',
    none: 'Orders for later wait here. They enter the board and ring when their lead time begins.',
    for: (time: string) => `for ${time}`,
    orderedFor: (time: string) => `Ordered for ${time}`,
    accept: (time: string) => `Accept for ${time}`,
    startsAt: (time: string) => `On the board at ${time}`,
    dishes: (count: string) => `${count} dishes`,
    start: 'Start now',

    settings: 'Orders for later',
    hint: 'Customers choose a time within your opening hours. The order waits under Scheduled and rings when its lead time begins.',
    taken: 'Orders for later',
    on: 'Accepted',
    off: 'Not accepted',
    lead: 'Lead time: on the board before the chosen time',
    slot: 'Length of a time slot',
    places: 'Orders per time slot',
    ahead: 'How many days ahead',
    sameDay: 'Same day',
    days: (count: string) => (count === '1' ? '1 day' : `${count} days`),
  },
};
