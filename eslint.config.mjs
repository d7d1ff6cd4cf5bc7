import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Who may lean on whom. A library that is not named here may lean on nothing of ours. */
const boundaries = [
  { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:embedded-mongo', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:event-log', onlyDependOnLibsWithTags: ['scope:contracts'] },
  { sourceTag: 'scope:realtime-client', onlyDependOnLibsWithTags: ['scope:contracts'] },
  { sourceTag: 'scope:api-client', onlyDependOnLibsWithTags: ['scope:contracts'] },
  {
    sourceTag: 'scope:client',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:realtime-client', 'scope:api-client'],
  },
  {
    sourceTag: 'scope:api',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:event-log', 'scope:embedded-mongo'],
  },
  {
    sourceTag: 'scope:web',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:realtime-client', 'scope:api-client'],
  },
  {
    sourceTag: 'scope:admin',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:realtime-client', 'scope:api-client', 'scope:web'],
  },
  {
    sourceTag: 'scope:storefront',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:realtime-client', 'scope:api-client', 'scope:web'],
  },
  {
    sourceTag: 'scope:courier',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:realtime-client', 'scope:api-client', 'scope:web'],
  },
  {
    sourceTag: 'scope:e2e',
    onlyDependOnLibsWithTags: [
      'scope:contracts',
      'scope:realtime-client',
      'scope:api-client',
      'scope:embedded-mongo',
    ],
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/.angular/**', '.nx/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, prettier],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: boundaries },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Interfaces of Nest, Mongoose and Socket.IO ask for async methods that have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // A field is left out of a copy by naming it beside the rest.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // With decorator metadata a constructor's parameter type is a value: the injector reads it.
    files: ['apps/api/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      // Mongoose types a schema's paths as instances of a class, and takes object literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['**/*.spec.ts', 'apps/*-e2e/**/*.ts', '**/testing/**/*.ts'],
    rules: {
      // A spec reads what it has just made sure of; a wrong guess fails the test, which is its purpose.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Tests and tools start servers, stores and Redis by the same code.
    files: ['apps/*-e2e/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [
            '../../../tools/testing/*',
            '../../../tools/testing/browser/*',
            '../../../../tools/testing/*',
            '../../../../tools/testing/browser/*',
          ],
          depConstraints: boundaries,
        },
      ],
    },
  },
  {
    // The event log is proven on the engine; it does not lean on it.
    files: ['libs/event-log/src/**/*.spec.ts', 'libs/event-log/src/testing/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: [
            { sourceTag: 'scope:event-log', onlyDependOnLibsWithTags: ['scope:embedded-mongo'] },
          ],
        },
      ],
    },
  },
  {
    files: ['tools/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['{apps/{admin,storefront,courier},libs/web}/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'pl', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': [
        'error',
        { type: 'attribute', prefix: 'pl', style: 'camelCase' },
      ],
      '@angular-eslint/component-class-suffix': 'off',
      '@angular-eslint/directive-class-suffix': 'off',
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
    },
  },
  {
    files: ['{apps/{admin,storefront,courier},libs/web}/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
);
