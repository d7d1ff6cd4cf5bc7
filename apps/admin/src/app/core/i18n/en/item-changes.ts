export const itemChanges = {
  itemChanges: {
    act: 'Item cannot be made',
    title: (number: string) => `Order ${number}: which item cannot be made?`,
    titleOf: (dish: string) => `${dish} cannot be made`,
    another: 'Another item',
    how: 'What happens instead',
    ways: { remove: 'Take out', lower: 'Fewer', replace: 'Something else' },
    onlyItem: 'This is the only item. Propose something else, or cancel the order.',
    atReady: 'The order is ready, so nothing can be cooked instead.',
    howMany: 'How many can be made',
    dish: 'Dish',
    choose: 'Choose a dish',
    optionRange: (name: string, min: string, max: string) =>
      min === max ? `${name}: choose ${max}` : `${name}: ${min} to ${max}`,
    total: (amount: string) => `New total: ${amount}`,
    refund: (amount: string) => `${amount} goes back to the card.`,
    noRefund: 'The total stays the same.',
    asks: (minutes: string) =>
      `The customer has ${minutes} to agree, to leave the item out, or to cancel the order. It costs at most what was ordered.`,
    tells: 'The customer reads it at once.',
    takeOut: (dish: string) => `Take out ${dish}`,
    lower: (quantity: string, dish: string) => `Make only ${quantity} × ${dish}`,
    propose: (dish: string) => `Propose ${dish}`,
    keep: 'Back',

    changed: 'Changed',
    notMade: (quantity: string, dish: string) => `not ${quantity} × ${dish}`,
    lowered: (to: string, from: string, dish: string) => `${to} instead of ${from} × ${dish}`,
    replaced: (dish: string, other: string) => `${other} instead of ${dish}`,
    asking: (dish: string, other: string, left: string) =>
      `${dish}: customer asked, ${other} instead? ${left}`,
    left: (minutes: string) => `${minutes} min left`,
    lastMinute: 'less than a minute left',
    over: 'time is over',
    withdraw: 'It can be made after all',
    withdrawn: (number: string) => `${number}: the replacement is withdrawn.`,
    refunds: { due: 'Refund on its way', refunded: 'Refunded' },

    /** Of the server's refusals, by their code. */
    problems: {
      answer_pending: (number: string) =>
        `Order ${number} waits for the customer’s answer. Take the item out, or say that it can be made after all.`,
      item_done: (number: string) => `This item of order ${number} is done. Mark it as waiting first.`,
      last_item: (number: string) =>
        `This is the last item of order ${number}. Cancel the order, or propose something else.`,
      replacement_over: (number: string) =>
        `The customer of order ${number} has answered, or the time is over.`,
    },

    history: {
      removed: (dish: string) => `Taken out: ${dish}`,
      lowered: (to: string, from: string, dish: string) => `Lowered: ${to} instead of ${from} × ${dish}`,
      proposed: (other: string, dish: string) => `Proposed: ${other} instead of ${dish}`,
      withdrawn: (other: string) => `Withdrawn: ${other}`,
      agreed: (other: string, dish: string) => `Agreed: ${other} instead of ${dish}`,
      declined: (other: string) => `Declined: ${other}`,
      expired: (other: string) => `Not answered in time: ${other}`,
      refundDue: (amount: string) => `Refund due: ${amount}`,
      refunded: (amount: string) => `Refunded: ${amount}`,
    },

    settings: {
      heading: 'Items that cannot be made',
      hint: 'When you propose something else, the customer has this long to agree.',
      answerIn: 'Time to answer',
      afterwards: 'Without an answer',
      remove: 'Take the item out',
      cancel: 'Cancel the order',
    },
  },
};
