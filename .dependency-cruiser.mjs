/**
 * Who may import whom, checked by `npm run lint`. Each project adds its own rules to the list: the layers from top to
 * bottom, and the folders of a layer that must not know each other.
 */

/** A layer imports only the layers that are named after it. */
const layers = (name, root, order) =>
  order.slice(1).map((layer, at) => ({
    name: `${name}-${layer}-imports-down-only`,
    comment: `${order.join(' -> ')}: what ${layer} needs from above moves down, or is handed in.`,
    severity: 'error',
    from: { path: `^${root}/${layer}/` },
    to: { path: `^${root}/(${order.slice(0, at + 1).join('|')})/` },
  }));

/** Folders side by side import nothing from each other. */
const strangers = (name, root) => ({
  name: `${name}-are-independent`,
  comment: 'What two of them share moves to a lower layer.',
  severity: 'error',
  from: { path: `^${root}/([^/]+)/` },
  to: { path: `^${root}/`, pathNot: `^${root}/$1/` },
});

const admin = 'apps/admin/src/app';
const storefront = 'apps/storefront/src/app';
const courier = 'apps/courier/src/app';
const api = 'apps/api/src';
const apiLayers = ['bootstrap', 'operations', 'realtime', 'modules', 'infrastructure', 'common'];

export default {
  forbidden: [
    {
      name: 'no-circular-files',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circular-folders',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A file that nothing imports and that imports nothing of ours is not part of the program. A tool is a program by itself; knip knows which.',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$|^tools/|^apps/[^/]+-e2e/' },
      to: {},
    },
    {
      name: 'imports-resolve',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...layers('admin', admin, ['layout', 'features', 'shared', 'core']),
    strangers('admin-features', `${admin}/features`),
    ...layers('storefront', storefront, ['features', 'shared', 'core']),
    strangers('storefront-features', `${storefront}/features`),
    ...layers('courier', courier, ['layout', 'features', 'shared', 'core']),
    strangers('courier-features', `${courier}/features`),
    ...layers('api', api, apiLayers),
    {
      name: 'api-module-keeps-its-store',
      comment: 'Ask the service of that module, or listen to its events.',
      severity: 'error',
      from: { path: `^${api}/(modules/[^/]+|realtime|operations)/` },
      to: {
        path: `^${api}/modules/[^/]+/.+\\.(repository|schema|model)\\.ts$`,
        pathNot: `^${api}/$1/`,
      },
    },
    {
      name: 'no-dev-dependency-at-run-time',
      comment: 'A page may: its build bundles what it imports.',
      severity: 'error',
      from: { path: '^(apps/api|libs/(?!web/)[^/]+)/src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    // A package of this workspace uses what the root installs.
    combinedDependencies: true,
    doNotFollow: { path: ['node_modules'] },
    // Specs and their helpers may import whatever they test.
    exclude: { path: ['/dist/', '/\\.angular/', '/testing/', '\\.spec\\.ts$'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@passline/source', 'import', 'node', 'default', 'types'],
    },
    reporterOptions: { dot: { collapsePattern: '^apps/(admin|storefront|courier)/src/app/[^/]+/[^/]+' } },
  },
};
