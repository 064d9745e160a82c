import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['target', '**/dist', 'app/client/docs', 'app/*/src/generated', '.anchor'] },
  js.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
  {
    files: ['app/**/*.{js,ts}', 'migrations/**/*.ts'],
    extends: [tseslint.configs.recommended],
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },
  {
    files: ['app/client/src/**/*.ts'],
    // The package runs in browsers.
    languageOptions: { globals: globals['shared-node-browser'] },
    rules: { 'no-restricted-imports': ['error', { patterns: ['node:*'] }] },
  },
)
