import type { customerPage as words } from '../en/customer-page.ts';

export const customerPage: typeof words = {
  deliveryArea: {
    heading: 'Liefergebiet',
    hint: 'Lieferungen an Orte außerhalb werden abgelehnt. Eine Adresse ohne Standort lässt sich nicht prüfen: Sie wird angenommen, und ihr Bon weist darauf hin.',
    legend: 'Wohin liefern Sie?',
    kinds: { everywhere: 'Überallhin', radius: 'Im Umkreis', polygon: 'Innerhalb einer Linie' },
    radius: 'Entfernung in km',
    radiusHint: 'Luftlinie. Sie können auch den Rand auf der Karte ziehen.',
    map: 'Karte des Liefergebiets. Pfeiltasten verschieben, Plus und Minus zoomen. Mit der Tabulatortaste erreichen Sie die Griffe; Pfeiltasten bewegen sie, Entf entfernt eine Ecke.',
    corner: (number, of) => `Ecke ${number} von ${of}`,
    edge: 'Rand des Liefergebiets',
    corners: (count) =>
      count === 0
        ? 'Tippen Sie auf der Karte auf die Ecken Ihres Gebiets.'
        : count < 3
          ? 'Tippen Sie auf die Karte, um Ecken zu setzen: Ein Gebiet hat mindestens drei.'
          : 'Ziehen Sie eine Ecke, oder tippen Sie auf die Karte, um eine hinzuzufügen.',
    add: 'Ecke in der Kartenmitte',
    remove: 'Ecke entfernen',
    clear: 'Alle entfernen',
    undo: 'Rückgängig',
    faults: {
      radius: 'Bitte eine Zahl von 0,1 bis 100 angeben.',
      fewCorners: 'Bitte mindestens drei Ecken setzen.',
      manyCorners: 'Ein Gebiet hat höchstens 200 Ecken. Entfernen Sie eine, bevor Sie eine weitere setzen.',
      flat: 'Die Ecken liegen auf einer Linie. Verschieben Sie eine, sodass sie eine Fläche umschließen.',
    },
    save: 'Liefergebiet speichern',
    saved: 'Liefergebiet gespeichert.',
    overtaken: 'Jemand anders hat das Liefergebiet geändert. Speichern ersetzt es.',
  },

  embedding: {
    heading: 'Seite auf Ihrer Website',
    hint: 'Ihre Website kann die Bestellseite zeigen. Tragen Sie ihre Adresse ein, und kopieren Sie die Zeilen dorthin.',
    sites: 'Websites, die die Seite zeigen dürfen',
    sitesHint: 'Eine Adresse je Zeile, zum Beispiel https://www.example.com. Leer: keine.',
    wrong: (site) =>
      `„${site}“ ist keine Adresse wie https://www.example.com. Sie beginnt mit https:// und endet mit dem Namen.`,
    tooMany: 'Höchstens 10 Websites.',
    save: 'Websites speichern',
    saved: 'Websites gespeichert.',
    overtaken: 'Jemand anders hat die Websites geändert. Speichern ersetzt die Liste.',
    snippet: 'Zeilen für Ihre Website',
    snippetTitle: (name) => `Bei ${name} bestellen`,
    none: 'Speichern Sie eine Website, dann stehen hier die Zeilen dafür.',
    copy: 'Kopieren',
    copied: 'Kopiert.',
    notCopied: 'Kopieren ist hier nicht möglich. Markieren Sie die Zeilen, und kopieren Sie sie.',
  },
};
