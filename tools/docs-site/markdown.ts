import MarkdownIt, { type Token } from 'markdown-it';

/** One heading with the text below it, which is what a search finds. */
export interface Section {
  anchor: string;
  heading: string;
  level: number;
  text: string;
}
export interface Rendered {
  title: string;
  html: string;
  sections: Section[];
  anchors: Set<string>;
}
/** What a link or a picture of a page becomes. Null: its text stays, without a link. */
export type Resolve = (address: string, kind: 'link' | 'picture') => string | null;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Anchors as forges make them, because the pages are written for both. */
function slugs(): (heading: string) => string {
  const used = new Map<string, number>();
  return (heading) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    const count = used.get(slug) ?? 0;
    used.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

export function render(source: string, resolve: Resolve): Rendered {
  const markdown = new MarkdownIt({ html: true });
  const tokens = markdown.parse(source, {});
  const slug = slugs();
  const sections: Section[] = [];
  let open: Section = { anchor: '', heading: '', level: 1, text: '' };
  for (const [at, token] of tokens.entries()) {
    const inline = tokens[at + 1];
    if (token.type === 'heading_open' && inline) {
      const heading = plain(inline);
      open = { anchor: slug(heading), heading, level: Number(token.tag.slice(1)), text: '' };
      sections.push(open);
      token.attrSet('id', open.anchor);
    } else if (token.type === 'inline' && tokens[at - 1]?.type !== 'heading_open')
      open.text += `${plain(token)} `;
    else if (token.type === 'fence') open.text += `${token.content} `;
    else if (token.type === 'html_block') token.content = withAddresses(token.content, resolve);
    // An aligned column has a style of its own, which the Content-Security-Policy forbids.
    const align = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1];
    if (align) token.attrs = [['class', align]];
    for (const child of token.children ?? []) follow(child, resolve);
    if (token.children) token.children = withoutDeadLinks(token.children);
  }
  const { rules } = markdown.renderer;
  rules['table_open'] = () => '<div class="table" tabindex="0" role="region" aria-label="Table"><table>\n';
  rules['table_close'] = () => '</table></div>\n';
  rules['heading_close'] = (list, at) => {
    const level = list[at]?.tag ?? '';
    const anchor = String(list[at - 2]?.attrGet('id') ?? '');
    const link =
      level === 'h1' ? '' : ` <a class="anchor" href="#${anchor}" aria-label="Link to this section">#</a>`;
    return `${link}</${level}>\n`;
  };
  return {
    title: sections[0]?.heading ?? '',
    html: markdown.renderer.render(tokens, markdown.options, {}),
    sections,
    anchors: new Set(sections.map(({ anchor }) => anchor)),
  };
}

const plain = ({ children, content }: Token): string =>
  children?.map((child) => (child.type === 'softbreak' ? ' ' : plain(child))).join('') ?? content;

function follow(token: Token, resolve: Resolve): void {
  if (token.type === 'link_open') {
    const address = resolve(String(token.attrGet('href') ?? ''), 'link');
    token.attrSet('href', address ?? '');
    if (address !== null && /^https?:/.test(address)) token.attrSet('rel', 'noopener noreferrer');
  } else if (token.type === 'image') {
    token.attrSet('src', resolve(String(token.attrGet('src') ?? ''), 'picture') ?? '');
    token.attrSet('loading', 'lazy');
  } else if (token.type === 'html_inline') token.content = withAddresses(token.content, resolve);
}

function withoutDeadLinks(tokens: Token[]): Token[] {
  let dead = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open' && token.attrGet('href') === '') return !(dead = true);
    if (token.type === 'link_close' && dead) return (dead = false);
    return true;
  });
}

const withAddresses = (html: string, resolve: Resolve): string =>
  html.replaceAll(
    /\b(src|href)="([^"]*)"/g,
    (_, name: string, address: string) =>
      `${name}="${resolve(address, name === 'src' ? 'picture' : 'link') ?? '#'}"`,
  );
