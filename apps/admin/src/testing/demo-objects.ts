import type { Restaurant, Session, User } from '@passline/contracts';

export const owner: User & { email: string } = {
  id: 'user-1',
  email: 'owner@demo.passline.local',
  name: 'Giulia Moretti',
  phone: null,
  role: 'owner',
  restaurantId: 'aurora',
  memberships: [{ restaurantId: 'aurora', role: 'owner' }],
  disabled: false,
  guest: false,
  passwordGiven: false,
  secondFactor: false,
  erased: false,
  createdAt: '2026-05-01T10:00:00.000Z',
};

export const session = (over: Partial<Session> = {}): Session => ({
  user: owner,
  accessToken: 'access-1',
  refreshToken: 'refresh-1',
  deviceToken: 'device-1',
  expiresIn: 900,
  ...over,
});

export const aurora: Restaurant = {
  id: 'aurora',
  slug: 'trattoria-aurora',
  languages: ['en', 'de'],
  name: 'Trattoria Aurora',
  description: '',
  cuisine: 'Italian',
  address: 'Via Roma 12',
  location: { lat: 52.5, lng: 13.4 },
  phone: null,
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  deliveryFee: 290,
  minimumOrder: 1000,
  deliveryArea: null,
  embedOrigins: [],
  phoneRequired: false,
  version: 3,
  isOpen: true,
  busyMinutes: 0,
  until: null,
  message: null,
  opensAt: null,
  closesAt: null,
  closedBy: null,
  hours: null,
};
