/**
 * Grid axes behind scattered coordinates that are meant to be equal but were rounded on the way.
 * @module
 */

/** Coordinates nearer than this share of the widest gap are one node. */
const SAME_NODE = 0.1

/** The distinct coordinates, ascending; each is the mean of those that are one node. */
export function gridAxis(parts: readonly Float64Array[]): Float64Array {
  const distinct = new Set<number>()
  for (const part of parts) for (const value of part) distinct.add(value)
  const sorted = Float64Array.from(distinct).sort()
  let widest = 0
  for (let i = 1; i < sorted.length; i++) widest = Math.max(widest, (sorted[i] as number) - (sorted[i - 1] as number))
  const nodes: number[] = []
  for (let begin = 0; begin < sorted.length; ) {
    let end = begin + 1
    while (end < sorted.length && (sorted[end] as number) - (sorted[end - 1] as number) < SAME_NODE * widest) end++
    const members = sorted.subarray(begin, end)
    nodes.push(members.length === 1 ? (members[0] as number) : members.reduce((a, b) => a + b) / members.length)
    begin = end
  }
  return Float64Array.from(nodes)
}

/** Index of the node that a coordinate belongs to. */
export function nearestNode(axis: Float64Array, value: number): number {
  let low = 0
  let high = axis.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const cut = ((axis[middle] as number) + (axis[middle + 1] as number)) / 2
    if (value <= cut) high = middle
    else low = middle + 1
  }
  return low
}
