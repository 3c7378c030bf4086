import { defineConfig } from 'vitest/config'

// Tests run on the sources: the `source` condition of every package's exports. Never `import` beside it: Node would apply
// it to what CommonJS packages require, too.
const conditions = ['source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'papers/**/*.test.ts', 'bench/**/*.test.ts', 'apps/**/*.test.{ts,tsx}'],
          exclude: [
            '**/node_modules/**',
            '**/dist/**',
            'packages/feed/**',
            '**/*.browser.test.ts',
            '**/*.cli.test.ts',
            '**/*.store.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'store',
          include: ['packages/feed/**/*.test.ts', 'apps/**/*.store.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: 'packages/feed/src/fixture/postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'cli', include: ['apps/**/*.cli.test.ts', 'tools/**/*.cli.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['apps/**/*.browser.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
