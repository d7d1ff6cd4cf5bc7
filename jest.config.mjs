import angular from 'jest-preset-angular/presets/index.js';

// One run for the whole repository: `npm test` shows one summary. `--selectProjects api` narrows it.
/** Everything but Angular: ESM under swc, the libs' TypeScript read in place through the `@passline/source` condition. */
const node = (displayName, root, more = {}) => ({
  displayName,
  rootDir: root,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@passline/source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'nodenext' },
        sourceMaps: 'inline',
      },
    ],
  },
  ...more,
});

/** Angular, in a DOM. */
const page = (displayName, root) => ({
  displayName,
  rootDir: root,
  ...angular.createEsmPreset(),
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  setupFilesAfterEnv: ['<rootDir>/src/testing/setup.ts'],
});

export default {
  reporters: ['default', '<rootDir>/tools/closing-line.mjs'],
  // So that what fails on a busy machine is a fault and not the machine.
  testTimeout: 180_000,
  // Most suites wait for processes of their own: a core kept free for nothing would double the time on a small machine.
  maxWorkers: '100%',
  // A worker keeps what its suites have loaded: after some forty of them it holds more than a gigabyte, and V8 has
  // crashed in it (`Check failed: jit_page.has_value()`). A new one begins empty.
  workerIdleMemoryLimit: '1GB',
  projects: [
    node('contracts', 'libs/contracts'),
    node('embedded-mongo', 'libs/embedded-mongo'),
    node('event-log', 'libs/event-log'),
    node('realtime-client', 'libs/realtime-client'),
    node('api-client', 'libs/api-client'),
    node('client', 'libs/client'),
    node('api', 'apps/api'),
    node('api-e2e', 'apps/api-e2e'),
    node('tools', 'tools', { testMatch: ['<rootDir>/**/*.spec.ts'] }),
    page('admin', 'apps/admin'),
    page('storefront', 'apps/storefront'),
    page('courier', 'apps/courier'),
    page('web', 'libs/web'),
    node('admin-e2e', 'apps/admin-e2e'),
    node('storefront-e2e', 'apps/storefront-e2e'),
    node('courier-e2e', 'apps/courier-e2e'),
  ],
};
