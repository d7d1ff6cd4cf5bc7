import type { LanguageCode } from '@passline/web/i18n/language.ts';

const en = {
  act: 'Invite a person with an account',
  title: 'Invite to the team',
  text: 'For people who already sign in at another restaurant. They keep their account and switch between the restaurants.',
  send: 'Send invitation',
  sent: (email: string) => `Invitation for ${email} sent, if a staff account has this address.`,
  heading: 'Invitations',
  hint: 'These invitations are still open. The list does not show whether an account exists for an address.',
  until: (role: string, time: string) => `${role}, until ${time}`,
  withdraw: 'Withdraw invitation',
  withdrawn: (email: string) => `The invitation for ${email} is withdrawn.`,
  refused: (email: string) => `The invitation for ${email} was not withdrawn.`,
  remove: 'Remove from team',
  removing: {
    title: (name: string) => `Remove ${name} from the team?`,
    text: 'They lose access to this restaurant within a second and keep their other restaurants. Without another one the account is disabled.',
    act: 'Remove',
    keep: 'Cancel',
  },
  removed: (name: string) => `${name} is no longer on the team.`,
  unknown: (name: string) => `${name} no longer has access, but the list could not be loaded.`,
};

type InvitationTexts = typeof en;

const de: InvitationTexts = {
  act: 'Person mit Konto einladen',
  title: 'Ins Team einladen',
  text: 'Für Personen, die sich schon bei einem anderen Restaurant anmelden. Sie behalten ihr Konto und wechseln zwischen den Restaurants.',
  send: 'Einladung senden',
  sent: (email) => `Einladung für ${email} gesendet, falls ein Mitarbeiterkonto diese Adresse hat.`,
  heading: 'Einladungen',
  hint: 'Diese Einladungen sind noch offen. Die Liste zeigt nicht, ob es zu einer Adresse ein Konto gibt.',
  until: (role, time) => `${role}, bis ${time}`,
  withdraw: 'Einladung zurückziehen',
  withdrawn: (email) => `Die Einladung für ${email} ist zurückgezogen.`,
  refused: (email) => `Die Einladung für ${email} wurde nicht zurückgezogen.`,
  remove: 'Aus dem Team entfernen',
  removing: {
    title: (name) => `${name} aus dem Team entfernen?`,
    text: 'Der Zugang zu diesem Restaurant endet innerhalb einer Sekunde, die anderen Restaurants bleiben. Ohne ein weiteres wird das Konto gesperrt.',
    act: 'Entfernen',
    keep: 'Abbrechen',
  },
  removed: (name) => `${name} gehört nicht mehr zum Team.`,
  unknown: (name) => `${name} hat keinen Zugang mehr, aber die Liste ließ sich nicht laden.`,
};

/** Not among the texts of all pages: only the team page needs them. */
export const invitationTexts: Record<LanguageCode, InvitationTexts> = { en, de };
