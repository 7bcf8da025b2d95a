import { configApp } from '@adonisjs/eslint-config'
import { boundaries } from './eslint.boundaries.js'

const SIZE_LIMITS = {
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'complexity': ['error', 8],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
}

export default configApp(
  {
    name: 'Never linted',
    ignores: ['.adonisjs/**', 'public/**', 'node_modules/**', 'data/**', 'tmp/**'],
  },
  {
    name: 'Honest types',
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    name: 'Small pieces',
    files: ['**/*.ts', 'resources/js/**/*.js'],
    ignores: ['tests/**', 'database/migrations/**', 'bench/**', 'bin/**', 'scripts/**'],
    rules: SIZE_LIMITS,
  },
  {
    name: 'Plain tests and measurements',
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: { '@unicorn/no-await-expression-member': 'off' },
  },
  ...boundaries
)
