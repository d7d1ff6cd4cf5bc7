export const orderChanges = {
  orderChanges: {
    title: 'Changed by the restaurant',
    notMade: (quantity: string, dish: string) => `${quantity} × ${dish} cannot be made`,
    lowered: (to: string, from: string, dish: string) => `${to} instead of ${from} × ${dish}`,
    replaced: (dish: string, quantity: string, other: string) => `${quantity} × ${other} instead of ${dish}`,
    asked: 'The restaurant has a question',
    instead: (dish: string, quantity: string, other: string) =>
      `${dish} cannot be made. ${quantity} × ${other} instead?`,
    total: (amount: string) => `The total would be ${amount}.`,
    left: {
      remove: (time: string) => `${time} left to answer; without an answer it is left out.`,
      cancel: (time: string) => `${time} left to answer; without an answer the order is cancelled.`,
    },
    answers: { agree: 'Agree', remove: 'Leave it out', cancel: 'Cancel the order' },
    answer: 'It can be answered where the order was placed. Or call the restaurant.',
  },
};
