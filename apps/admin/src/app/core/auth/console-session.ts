import { SessionStorage } from '@passline/web/auth/stored-session.ts';

export const consoleSession = new SessionStorage('passline.session');
