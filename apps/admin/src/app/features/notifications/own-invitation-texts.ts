import type { LanguageCode } from '@passline/web/i18n/language.ts';

const en = {
  heading: 'Invitations to other teams',
  from: (by: string, role: string, time: string) => `${by} invites you as ${role}. Open until ${time}.`,
  accept: 'Accept',
  decline: 'Decline',
  declined: (restaurant: string) => `You declined the invitation from ${restaurant}.`,
  gone: (restaurant: string) => `The invitation from ${restaurant} is no longer open.`,
};

type OwnInvitationTexts = typeof en;

const de: OwnInvitationTexts = {
  heading: 'Einladungen in andere Teams',
  from: (by, role, time) => `${by} lädt Sie als ${role} ein. Offen bis ${time}.`,
  accept: 'Annehmen',
  decline: 'Ablehnen',
  declined: (restaurant) => `Sie haben die Einladung von ${restaurant} abgelehnt.`,
  gone: (restaurant) => `Die Einladung von ${restaurant} ist nicht mehr offen.`,
};

/** Not among the texts of all pages: only the page of notifications needs them. */
export const ownInvitationTexts: Record<LanguageCode, OwnInvitationTexts> = { en, de };
