/**
 * What an operator does with a store.
 * @module
 */
export { BackupError, backup, restore } from './backup.js'
export { backupToFile, restoreFromFile } from './files.js'
export { move } from './move.js'
