import type { LanguageCode } from '@passline/web/i18n/language.ts';

const en = {
  act: 'Invite a person with an account',
  title: 'Invite to the team',
  text: 'For people who already sign in at another restaurant. They keep their account and switch between the restaurants.',
  send: 'Send invitation',
  sent: (email: string) => `Invitation for ${email} sent, if a staff account has this address.`,
  heading: 'Invitations',
  hint: 'Not answered yet. The answer is the same whether or not an account has the address.',
  until: (role: string, time: string) => `${role}, until ${time}`,
  takeBack: 'Take back',
  takenBack: (email: string) => `The invitation for ${email} is taken back.`,
  refused: (email: string) => `The invitation for ${email} was not taken back.`,
  remove: 'Remove from team',
  removing: {
    title: (name: string) => `Remove ${name} from the team?`,
    text: 'They lose access to this restaurant within a second and keep their other restaurants. Without another one the account is disabled.',
    act: 'Remove',
    keep: 'Cancel',
  },
  removed: (name: string) => `${name} is no longer on the team.`,
};

type InvitationTexts = typeof en;

const de: InvitationTexts = {
  act: 'Person mit Konto einladen',
  title: 'Ins Team einladen',
  text: 'Für Personen, die sich schon bei einem anderen Restaurant anmelden. Sie behalten ihr Konto und wechseln zwischen den Restaurants.',
  send: 'Einladung senden',
  sent: (email) => `Einladung für ${email} gesendet, falls ein Mitarbeiterkonto diese Adresse hat.`,
  heading: 'Einladungen',
  hint: 'Noch nicht beantwortet. Die Antwort ist dieselbe, ob ein Konto die Adresse hat oder nicht.',
  until: (role, time) => `${role}, bis ${time}`,
  takeBack: 'Zurücknehmen',
  takenBack: (email) => `Die Einladung für ${email} ist zurückgenommen.`,
  refused: (email) => `Die Einladung für ${email} wurde nicht zurückgenommen.`,
  remove: 'Aus dem Team entfernen',
  removing: {
    title: (name) => `${name} aus dem Team entfernen?`,
    text: 'Der Zugang zu diesem Restaurant endet innerhalb einer Sekunde, die anderen Restaurants bleiben. Ohne ein weiteres wird das Konto gesperrt.',
    act: 'Entfernen',
    keep: 'Abbrechen',
  },
  removed: (name) => `${name} gehört nicht mehr zum Team.`,
};

/** Not among the texts of all pages: only the team page needs them. */
export const invitationTexts: Record<LanguageCode, InvitationTexts> = { en, de };
