/** `node tools/peers.mjs`: makes bench/.venv with the Python peers at the versions of bench/peers/requirements.txt. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const folder = join(root, 'bench/.venv')
const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
const run = (command, ...rest) => execFileSync(command, rest, { stdio: 'inherit' })

if (!existsSync(python)) run(process.env.PYTHON ?? 'python3', '-m', 'venv', folder)
run(python, '-m', 'pip', 'install', '--disable-pip-version-check', '-r', join(root, 'bench/peers/requirements.txt'))
