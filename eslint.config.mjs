import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'

// Of the migrations alone: l1 and app/client have configurations of their own.
export default tseslint.config(js.configs.recommended, tseslint.configs.recommended, {
  files: ['migrations/**'],
  languageOptions: { globals: globals.node },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' },
})
