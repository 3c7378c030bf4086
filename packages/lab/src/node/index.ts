/**
 * What only Node can do: files, data sets, records, the machine.
 * @module
 */
export { datasetFolders, datasetReader } from './datasets.js'
export { assertReplaceable, readDataFile, writeFileWhole, writeFolderWhole } from './files.js'
export { commitOf, machine, provenance } from './machine.js'
export { readVerified, writeFigures, writeVerified } from './records.js'
