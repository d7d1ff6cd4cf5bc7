import { navigationLink } from './navigation-link.ts';

const at = { lat: 52.5386, lng: 13.4126 };
const android = 'Mozilla/5.0 (Linux; Android 16; Pixel 9)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)';

it.each([
  [android, at, 'geo:52.5386,13.4126?q=52.5386%2C13.4126(Allee%2036)'],
  [android, undefined, 'geo:0,0?q=Allee%2036'],
  [iphone, at, 'https://maps.apple.com/?daddr=52.5386%2C13.4126'],
  [iphone, undefined, 'https://maps.apple.com/?daddr=Allee%2036'],
  ['Mozilla/5.0 (X11; Linux x86_64)', at, 'https://www.openstreetmap.org/directions?to=52.5386%2C13.4126'],
])('opens the navigation of %s', (userAgent, point, link) => {
  expect(navigationLink('Allee 36', point, userAgent)).toBe(link);
});
