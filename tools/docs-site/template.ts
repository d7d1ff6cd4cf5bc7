import { escaped, type Section } from './markdown.ts';

export interface NavigationEntry {
  path: string;
  label: string;
  group: string;
}
export interface PageContent {
  path: string;
  title: string;
  html: string;
  sections: Section[];
}

/** From one page of the site to another, so that the site works below any address. */
export const relativeTo = (from: string, to: string): string => '../'.repeat(from.split('/').length - 1) + to;

/** Nothing but the site's own files is ever loaded. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

export function pageHtml(
  { path, title, html, sections }: PageContent,
  navigation: NavigationEntry[],
): string {
  const to = (target: string) => relativeTo(path, target);
  const isStart = path === 'index.html';
  return `<!doctype html>
<html lang="en" data-root="${to('')}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="referrer" content="no-referrer" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${isStart ? 'Passline' : `${escaped(title)} · Passline`}</title>
    <link rel="icon" href="${to('assets/icon.svg')}" />
    <link rel="stylesheet" href="${to('assets/text.css')}" />
    <link rel="stylesheet" href="${to('assets/site.css')}" />
    <script src="${to('assets/theme.js')}"></script>
    <script src="${to('assets/minisearch.js')}" defer></script>
    <script src="${to('assets/site.js')}" defer></script>
  </head>
  <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
      <button type="button" class="menu" aria-expanded="false" aria-controls="pages">Menu</button>
      <a class="brand" href="${to('index.html')}"><img src="${to('assets/icon.svg')}" alt="" width="28" height="28" />Passline</a>
      <div class="search" role="search">
        <input type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off"
          role="combobox" aria-expanded="false" aria-controls="results" aria-autocomplete="list" />
        <kbd>/</kbd>
        <div id="results" role="listbox" aria-label="Results" hidden></div>
      </div>
      <button type="button" class="theme" aria-label="Dark theme" aria-pressed="false"></button>
    </header>
    <div class="frame">
      <nav id="pages" aria-label="Pages">${groupsHtml(path, navigation)}</nav>
      <main id="content" tabindex="-1">
${html}
      </main>
      ${contentsHtml(sections)}
    </div>
  </body>
</html>
`;
}

function groupsHtml(path: string, navigation: NavigationEntry[]): string {
  return [...Map.groupBy(navigation, ({ group }) => group)]
    .map(([group, entries]) => {
      const items = entries.map((it) => {
        const current = it.path === path ? ' aria-current="page"' : '';
        return `<li><a href="${relativeTo(path, it.path)}"${current}>${escaped(it.label)}</a></li>`;
      });
      return `<h2>${escaped(group)}</h2><ul>${items.join('')}</ul>`;
    })
    .join('');
}

/** The sections of this page, when there are enough to lose one's way. */
function contentsHtml(sections: Section[]): string {
  const shown = sections.filter(({ level }) => level === 2);
  if (shown.length < 2) return '';
  const items = shown.map(({ anchor, heading }) => `<li><a href="#${anchor}">${escaped(heading)}</a></li>`);
  return `<nav class="contents" aria-label="On this page"><h2>On this page</h2><ul>${items.join('')}</ul></nav>`;
}
