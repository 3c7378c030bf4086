/** `npm start`: installs and builds what is missing, then serves the site. `--port N` or PORT choose the port. */
import { build } from './build.mjs'

build()
process.argv.splice(2, 0, 'serve')
await import('../apps/cli/dist/main.js')
