/** `npm run bench [row ...] [-- --quick]`: builds what is stale, then measures ours and the peers side by side. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root } from './setup.mjs'

build({ site: false })
const command = [join(root, 'bench/dist/main.js'), ...process.argv.slice(2)]
process.exitCode = spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1
