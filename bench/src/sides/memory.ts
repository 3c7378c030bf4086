/**
 * Resident memory of this process, in bytes.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'

/** Starts the peak anew, where the host allows that (Linux). Elsewhere the peak is that of the whole process. */
export function markMemory(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Not Linux, or not permitted: `peakMemory` then includes the reading of the data.
  }
}

export function residentMemory(): number {
  return process.memoryUsage.rss()
}

export function peakMemory(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (line) return Number(line) * 1024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}
