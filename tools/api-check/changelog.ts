/** The part of CHANGELOG.md about what is not released yet. */
export interface Unreleased {
  /** The whole heading, `## Unreleased (0.2)`. */
  heading: string;
  body: string;
  /** The items under `### Breaking`, each on one line. */
  breaking: string[];
}

/** Null if there is no such part. */
export function unreleasedOf(changelog: string): Unreleased | null {
  const [, heading, body] = /^(## Unreleased\b.*)\n([^]*?)(?=^## |(?![^]))/m.exec(changelog) ?? [];
  if (heading === undefined || body === undefined) return null;
  const section = /^### Breaking\n([^]*?)(?=^### |(?![^]))/m.exec(body)?.[1] ?? '';
  const breaking = section
    .split(/^- /m)
    .slice(1)
    .map((item) => item.replaceAll(/\s+/g, ' ').trim());
  return { heading, body, breaking };
}

/** An item names a break if it begins with its sentence; what follows is for the reader. */
export const isNamed = (sentence: string, items: string[]): boolean =>
  items.some((item) => item.startsWith(sentence));
