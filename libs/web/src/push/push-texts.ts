import type { PushKind } from '@passline/contracts';
import type { LanguageCode } from '../i18n/language.ts';
import type { PushState } from './device-push.ts';

interface PushTexts {
  begin: string;
  stop: string;
  /** Of a page that can be installed. */
  install: string;
  kindsLegend: string;
  kinds: Record<PushKind, string>;
  states: Record<PushState, string>;
}

/** Apart from the texts of all pages, because only the page with the offer needs them: it loads both languages with it. */
export const pushTexts: Record<LanguageCode, PushTexts> = {
  en: {
    begin: 'Notify this device',
    stop: 'Stop notifying this device',
    install: 'On iPhone or iPad, install it first: Share, then Add to Home Screen.',
    kindsLegend: 'Notify me of',
    kinds: {
      new_order: 'New orders',
      waiting_order: 'Orders that wait for an answer',
      order_progress: 'Every step of the order',
      new_time: 'A new time',
      order_changes: 'Changes and cancellations',
      job_offers: 'Jobs near me',
      assignments: 'Orders assigned to me',
      chat: 'Unread messages',
    },
    states: {
      off: '',
      asking: 'Your browser is asking for permission.',
      on: 'Notifications are on. They never show personal details.',
      denied: 'Notifications are blocked for this page. Allow them in your browser settings, then reload.',
      unsupported: 'This browser cannot notify you while this page is closed. Keep it open.',
      failed: 'The browser could not set up notifications. Try again when it is online.',
    },
  },
  de: {
    begin: 'Dieses Gerät benachrichtigen',
    stop: 'Nicht mehr benachrichtigen',
    install: 'Auf iPhone oder iPad zuerst installieren: Teilen, dann Zum Home-Bildschirm.',
    kindsLegend: 'Benachrichtigen bei',
    kinds: {
      new_order: 'Neuen Bestellungen',
      waiting_order: 'Bestellungen, die auf eine Antwort warten',
      order_progress: 'Jedem Schritt der Bestellung',
      new_time: 'Einer neuen Zeit',
      order_changes: 'Änderungen und Stornierungen',
      job_offers: 'Aufträgen in meiner Nähe',
      assignments: 'Bestellungen, die mir zugeteilt werden',
      chat: 'Ungelesenen Nachrichten',
    },
    states: {
      off: '',
      asking: 'Der Browser fragt nach der Erlaubnis.',
      on: 'Benachrichtigungen sind an. Sie enthalten nie persönliche Angaben.',
      denied:
        'Benachrichtigungen sind für diese Seite blockiert. Erlauben Sie sie in den Browsereinstellungen, und laden Sie die Seite neu.',
      unsupported:
        'Dieser Browser kann Sie nicht benachrichtigen, wenn die Seite zu ist. Lassen Sie sie offen.',
      failed:
        'Der Browser konnte keine Benachrichtigungen einrichten. Versuchen Sie es erneut, wenn er online ist.',
    },
  },
};
