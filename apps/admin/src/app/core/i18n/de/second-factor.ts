import type { secondFactor as words } from '../en/second-factor.ts';

export const secondFactor: typeof words = {
  secondFactor: {
    title: 'Zweiter Faktor',
    about:
      'Die Anmeldung verlangt dann zusätzlich einen Code aus einer App auf Ihrem Telefon. Wer Ihr Passwort erfährt, kann sich damit allein nicht anmelden.',
    requiredTitle: 'Zweiten Faktor einrichten',
    required:
      'Dieser Server verlangt von Betreibern einen zweiten Faktor. Alles andere öffnet sich, sobald er eingerichtet ist.',
    password: 'Ihr Passwort',
    begin: 'Einrichten',
    scan: 'Scannen Sie den Code mit einer Authenticator-App oder tippen Sie den Schlüssel dort ein. Geben Sie dann die sechs Ziffern ein, die die App zeigt.',
    qr: 'QR-Code für die App',
    key: 'Schlüssel',
    code: 'Code',
    codeHint: 'Sechs Ziffern aus der App.',
    codeMissing: 'Bitte den Code eingeben, den die App zeigt.',
    codeWrong: 'Dieser Code passt nicht. Bitte den eingeben, den die App jetzt zeigt.',
    confirm: 'Einschalten',
    codesTitle: 'Wiederherstellungscodes aufbewahren',
    codes:
      'Jeder Code gilt für eine Anmeldung, falls Sie Ihr Telefon verlieren. Sie werden nur hier gezeigt: Drucken Sie sie aus oder bewahren Sie sie sicher auf, nicht auf dem Telefon.',
    copy: 'Codes kopieren',
    copied: 'Kopiert',
    kept: 'Ich habe sie aufbewahrt',
    isOn: (since) => `Eingeschaltet seit ${since}.`,
    codesLeft: (left, text) =>
      left === 0
        ? 'Kein Wiederherstellungscode ist übrig. Richten Sie den Faktor neu ein, um neue zu bekommen.'
        : left === 1
          ? 'Ein Wiederherstellungscode ist übrig. Richten Sie den Faktor neu ein, um neue zu bekommen.'
          : `${text} Wiederherstellungscodes sind übrig.`,
    presentCode: 'Aktueller Code oder Wiederherstellungscode',
    again: 'Neu einrichten',
    turnOff: 'Ausschalten',
    turnedOff: 'Der zweite Faktor ist ausgeschaltet.',
    turnedOn: 'Der zweite Faktor ist eingeschaltet. Überall sonst sind Sie abgemeldet.',
    staysOn: 'Dieser Server verlangt ihn von Betreibern, deshalb bleibt er eingeschaltet.',
    cancel: 'Abbrechen',
    close: 'Schließen',
    busy: 'Einen Moment…',
    signOut: 'Abmelden',
    mark: 'Zweiter Faktor eingeschaltet',
    reset: {
      ask: 'Zweiten Faktor zurücksetzen',
      title: (name) => `Zweiten Faktor von ${name} zurücksetzen?`,
      text: 'Nur wenn Sie sicher sind, wer darum bittet. Alle Sitzungen enden innerhalb einer Sekunde, und bis zur neuen Einrichtung genügt das Passwort.',
      act: 'Zurücksetzen',
      keep: 'Abbrechen',
      done: (name) => `Der zweite Faktor von ${name} ist ausgeschaltet.`,
    },
    step: {
      title: 'Code eingeben',
      text: (email) => `Öffnen Sie Ihre Authenticator-App${email && ` für ${email}`}.`,
      code: 'Code',
      hint: 'Sechs Ziffern aus der App oder ein Wiederherstellungscode.',
      wrong:
        'Der Code ist falsch oder wurde schon benutzt. Bitte den eingeben, den die App jetzt zeigt, oder einen Wiederherstellungscode.',
      ended: 'Das hat zu lange gedauert. Bitte neu anmelden.',
      lost: 'Kein Telefon und kein Wiederherstellungscode? Die Inhaberin, der Inhaber oder ein Betreiber kann den zweiten Faktor zurücksetzen.',
      submit: 'Anmelden',
      back: 'Anderes Konto verwenden',
    },
  },
};
