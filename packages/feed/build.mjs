/** Prepares the cluster that a new store starts from. */
import { prepareCluster } from './dist/index.js'

await prepareCluster()
