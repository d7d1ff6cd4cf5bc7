import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A page that is written in Markdown, and where it is in the site. */
export interface SourcePage {
  /** In the repository. */
  source: string;
  /** In the site. */
  path: string;
  group: string;
  /** In the navigation, if it is not the title of the page. */
  label?: string;
}

const page = (group: string, name: string, label?: string): SourcePage => ({
  source: `docs/${name}.md`,
  path: `${name}.html`,
  group,
  label,
});

/** In the order of the navigation. A page of docs/ that is not here fails the build. */
const fixed: SourcePage[] = [
  { source: 'README.md', path: 'index.html', group: 'Start', label: 'Overview' },
  page('Start', 'glossary'),
  page('Build on it', 'clients'),
  page('Build on it', 'webhooks'),
  page('Build on it', 'menu-files'),
  page('Build on it', 'vat', 'VAT'),
  page('Run it', 'operations'),
  page('Run it', 'configuration'),
  page('Run it', 'privacy'),
  page('Run it', 'threat-model'),
  page('Understand it', 'architecture', 'Architecture'),
  page('Understand it', 'benchmarks'),
  { source: 'CONTRIBUTING.md', path: 'contributing.html', group: 'Project' },
  { source: 'CHANGELOG.md', path: 'changelog.html', group: 'Project' },
  { source: 'SECURITY.md', path: 'security.html', group: 'Project' },
];

export function sourcePages(root: string): SourcePage[] {
  const libraries = globSync('libs/*/README.md', { cwd: root }).sort();
  const decisions = globSync('docs/decisions/*.md', { cwd: root }).sort();
  const others = globSync('docs/*.md', { cwd: root }).filter(
    (source) => !fixed.some((it) => it.source === source),
  );
  if (others.length > 0)
    throw new Error(`tools/docs-site/pages.ts has no place in the navigation for ${others.join(', ')}.`);
  return [
    ...fixed,
    ...libraries.map((source) => {
      const library = source.split('/')[1] ?? '';
      return { source, path: `libs/${library}.html`, group: 'Libraries', label: library };
    }),
    ...decisions.map((source) => ({
      source,
      path: `decisions/${basename(source, '.md')}.html`,
      group: 'Decisions',
      label: titleOf(readFileSync(join(root, source), 'utf8')),
    })),
  ];
}

/** The first heading, without the emphasis of code. */
const titleOf = (markdown: string): string => (/^# (.+)$/m.exec(markdown)?.[1] ?? '').replaceAll('`', '');
