import { defineConfig } from 'vitest/config'

// Tests run on the sources: the `source` condition of every package's exports.
const resolve = { conditions: ['source', 'module', 'import', 'default'] }

export default defineConfig({
  resolve,
  ssr: { resolve: { conditions: resolve.conditions, externalConditions: resolve.conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'papers/**/*.test.ts', 'bench/**/*.test.ts', 'apps/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.browser.test.ts', '**/*.cli.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'cli', include: ['apps/**/*.cli.test.ts', 'tools/**/*.cli.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['apps/**/*.browser.test.ts'], testTimeout: 120_000, fileParallelism: false },
      },
    ],
  },
})
