/** What was typed, one address per line, as origins. What is none stays as it was typed. */
export const sitesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((line) => originOf(line) ?? line),
  ),
];

/** Also of an address that was copied with its path, or typed without its slash or in capitals. */
function originOf(line: string): string | undefined {
  if (!URL.canParse(line)) return undefined;
  const { protocol, origin } = new URL(line);
  return protocol === 'https:' && isSite(origin) ? origin : undefined;
}

/** As the server accepts it. */
export const isSite = (origin: string): boolean =>
  /^https:\/\/[a-z\d]([a-z\d.-]*[a-z\d])?(:\d{1,5})?$/.test(origin) &&
  URL.canParse(origin) &&
  new URL(origin).origin === origin;

const signs: Record<string, string> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&"<>]/g, (sign) => signs[sign] ?? sign);

/** The HTML for a website. A frame may ask for the customer's position only if its page allows it. */
export const frameFor = (address: string, title: string): string =>
  `<iframe src="${escaped(address)}" title="${escaped(title)}" allow="geolocation" loading="lazy"
  style="width: 100%; height: 48rem; border: 0"></iframe>`;
