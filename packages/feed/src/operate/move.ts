/**
 * From one store to another, by way of a backup that is never written down.
 * @module
 */
import type { Migration } from '../store/migrations.js'
import type { Store } from '../store/store.js'
import { backup, restore } from './backup.js'

/**
 * Copies everything from `from` into an empty store. `from` stays as it is: whoever moves decides when it goes.
 * @param openAt opens the empty store, as for `restore`
 */
export async function move(
  from: Store,
  openAt: (list: readonly Migration[]) => Promise<Store>,
): Promise<{ readonly store: Store; readonly rows: number }> {
  const { readable, writable } = new TransformStream<string, string>()
  const writer = writable.getWriter()
  const written = backup(from, (line) => writer.write(line)).then(
    () => writer.close(),
    (error) => writer.abort(error),
  )
  try {
    const moved = await restore(readable, openAt)
    await written
    return moved
  } catch (error) {
    // The reader is gone: the backup's next write fails, and its transaction ends.
    await readable.cancel(error).catch(() => {})
    await written.catch(() => {})
    throw error
  }
}
