#!/usr/bin/env node
/** The command from a clone: builds what is missing or stale first, then runs the compiled program. */
import { build } from '../../../tools/build.mjs'

build({ site: process.argv[2] === 'serve' })
await import('../dist/main.js')
