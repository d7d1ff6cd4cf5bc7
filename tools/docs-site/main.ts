/** `npm run docs:site`: builds the documentation as static pages into dist/docs-site. */
import { buildSite } from './site.ts';

const target = 'dist/docs-site';
const { pages, sections } = buildSite('.', target);
console.log(`${target} has ${pages} pages; the search finds ${sections} sections.`);
