import type { itemChanges as words } from '../en/item-changes.ts';

export const itemChanges: typeof words = {
  itemChanges: {
    act: 'Gericht geht nicht',
    title: (number) => `Bestellung ${number}: Welches Gericht geht nicht?`,
    titleOf: (dish) => `${dish} geht nicht`,
    another: 'Anderes Gericht',
    how: 'Was stattdessen geschieht',
    ways: { remove: 'Weglassen', lower: 'Weniger', replace: 'Etwas anderes' },
    onlyItem:
      'Das ist das einzige Gericht. Schlagen Sie etwas anderes vor, oder stornieren Sie die Bestellung.',
    atReady: 'Die Bestellung ist fertig, darum kann nichts anderes gekocht werden.',
    howMany: 'Wie viele gehen',
    dish: 'Gericht',
    choose: 'Gericht wählen',
    optionRange: (name, min, max) => (min === max ? `${name}: ${max} wählen` : `${name}: ${min} bis ${max}`),
    total: (amount) => `Neue Summe: ${amount}`,
    refund: (amount) => `${amount} gehen zurück auf die Karte.`,
    noRefund: 'Die Summe bleibt gleich.',
    asks: (minutes) =>
      `Der Gast hat ${minutes} Zeit, zuzustimmen, das Gericht wegzulassen oder die Bestellung zu stornieren. Es kostet höchstens so viel wie bestellt.`,
    tells: 'Der Gast liest das sofort.',
    takeOut: (dish) => `${dish} weglassen`,
    lower: (quantity, dish) => `Nur ${quantity} × ${dish}`,
    propose: (dish) => `${dish} vorschlagen`,
    keep: 'Zurück',

    changed: 'Geändert',
    notMade: (quantity, dish) => `ohne ${quantity} × ${dish}`,
    lowered: (to, from, dish) => `${to} statt ${from} × ${dish}`,
    replaced: (dish, other) => `${other} statt ${dish}`,
    asking: (dish, other, left) => `${dish}: Gast gefragt, stattdessen ${other}? ${left}`,
    left: (minutes) => `noch ${minutes} Min.`,
    lastMinute: 'noch weniger als eine Minute',
    over: 'Zeit abgelaufen',
    withdraw: 'Geht doch',
    withdrawn: (number) => `${number}: Der Vorschlag ist zurückgezogen.`,
    refunds: { due: 'Erstattung unterwegs', refunded: 'Erstattet' },

    problems: {
      answer_pending: (number) =>
        `Bestellung ${number} wartet auf die Antwort des Gastes. Lassen Sie das Gericht weg, oder sagen Sie, dass es doch geht.`,
      item_done: (number) =>
        `Dieses Gericht von Bestellung ${number} ist fertig. Setzen Sie es erst wieder auf offen.`,
      last_item: (number) =>
        `Das ist das letzte Gericht von Bestellung ${number}. Stornieren Sie die Bestellung, oder schlagen Sie etwas anderes vor.`,
      replacement_over: (number) =>
        `Der Gast von Bestellung ${number} hat geantwortet, oder die Zeit ist abgelaufen.`,
    },

    history: {
      removed: (dish) => `Weggelassen: ${dish}`,
      lowered: (to, from, dish) => `Verringert: ${to} statt ${from} × ${dish}`,
      proposed: (other, dish) => `Vorgeschlagen: ${other} statt ${dish}`,
      withdrawn: (other) => `Zurückgezogen: ${other}`,
      agreed: (other, dish) => `Zugestimmt: ${other} statt ${dish}`,
      declined: (other) => `Abgelehnt: ${other}`,
      expired: (other) => `Nicht rechtzeitig beantwortet: ${other}`,
      refundDue: (amount) => `Erstattung offen: ${amount}`,
      refunded: (amount) => `Erstattet: ${amount}`,
    },

    settings: {
      heading: 'Gerichte, die nicht gehen',
      hint: 'Wenn Sie etwas anderes vorschlagen, hat der Gast so lange Zeit, zuzustimmen.',
      answerIn: 'Zeit für die Antwort',
      afterwards: 'Ohne Antwort',
      remove: 'Gericht weglassen',
      cancel: 'Bestellung stornieren',
    },
  },
};
