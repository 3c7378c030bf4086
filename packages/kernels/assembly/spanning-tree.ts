/**
 * The basis of a transport problem: a rooted spanning tree over n sources, m targets and one artificial root, in the
 * order of a preorder walk ("thread").
 *
 * Arcs are uncapacitated and go from sources to targets, so the arc to the parent of a source points up and that of a
 * target down, and only tree arcs carry flow: node u keeps the flow of the arc to its parent. The tree stays strongly
 * feasible (arcs with zero flow point to the root), which rules out cycling. Flows are whole numbers below 2^53 in
 * float64, so they are exact.
 *
 * The reduced cost of an arc is c + potential[source] - potential[target], zero on the tree.
 */

const PARENT: usize = 0
const SIZE: usize = 4
const FLOW: usize = 8

/** Nodes are [0, sources), [sources, root); the root comes last. */
export let sources: i32 = 0
export let root: i32 = 0

/** Records of 16 bytes: parent (i32), size of the subtree (i32), flow to or from the parent (f64). */
let climb: usize = 0
let thread: usize = 0
let reverse: usize = 0
let last: usize = 0
export let potentials: usize = 0

/** Bytes for the tree of this many nodes, the root included. */
export function treeStateBytes(count: i32): usize {
  return <usize>((count + 1) & ~1) * (16 + 3 * 4 + 8)
}

export function useTree(at: usize, n: i32, m: i32): void {
  const padded = <usize>((n + m + 2) & ~1)
  sources = n
  root = n + m
  climb = at
  potentials = climb + padded * 16
  thread = potentials + padded * 8
  reverse = thread + padded * 4
  last = reverse + padded * 4
}

// @ts-ignore: decorator
@inline
function get(array: usize, u: i32): i32 {
  return load<i32>(array + (<usize>u << 2))
}

// @ts-ignore: decorator
@inline
function set(array: usize, u: i32, v: i32): void {
  store<i32>(array + (<usize>u << 2), v)
}

// @ts-ignore: decorator
@inline
export function parentOf(u: i32): i32 {
  return load<i32>(climb + (<usize>u << 4), PARENT)
}

// @ts-ignore: decorator
@inline
function sizeOf(u: i32): i32 {
  return load<i32>(climb + (<usize>u << 4), SIZE)
}

// @ts-ignore: decorator
@inline
export function flowOf(u: i32): f64 {
  return load<f64>(climb + (<usize>u << 4), FLOW)
}

// @ts-ignore: decorator
@inline
export function setFlow(u: i32, flow: f64): void {
  store<f64>(climb + (<usize>u << 4), flow, FLOW)
}

// @ts-ignore: decorator
@inline
export function setParent(u: i32, parent: i32): void {
  store<i32>(climb + (<usize>u << 4), parent, PARENT)
}

// @ts-ignore: decorator
@inline
function setSize(u: i32, size: i32): void {
  store<i32>(climb + (<usize>u << 4), size, SIZE)
}

// @ts-ignore: decorator
@inline
export function potentialOf(u: i32): f64 {
  return load<f64>(potentials + (<usize>u << 3))
}

// @ts-ignore: decorator
@inline
export function setPotential(u: i32, value: f64): void {
  store<f64>(potentials + (<usize>u << 3), value)
}

/** The node after u in preorder, cyclic. */
// @ts-ignore: decorator
@inline
export function nextOf(u: i32): i32 {
  return get(thread, u)
}

// @ts-ignore: decorator
@inline
function join(u: i32, v: i32): void {
  set(thread, u, v)
  set(reverse, v, u)
}

/**
 * Makes the preorder, sizes and last descendants from the parents alone. Children stand in ascending order.
 * The arrays `reverse` and `thread` serve as first-child and next-sibling lists before they get their meaning.
 */
export function orderTree(): void {
  const firstChild = reverse
  const sibling = last
  for (let u = 0; u <= root; u++) set(firstChild, u, -1)
  for (let u = root - 1; u >= 0; u--) {
    const parent = parentOf(u)
    set(sibling, u, get(firstChild, parent))
    set(firstChild, parent, u)
  }
  setParent(root, -1)
  set(sibling, root, -1)
  let u = root
  while (true) {
    const child = get(firstChild, u)
    let next = child
    if (child < 0) {
      let up = u
      while (up != root && get(sibling, up) < 0) up = parentOf(up)
      next = up == root ? root : get(sibling, up)
    }
    set(thread, u, next)
    if (next == root) break
    u = next
  }
  u = root
  do {
    set(reverse, nextOf(u), u)
    setSize(u, 1)
    set(last, u, u)
    u = nextOf(u)
  } while (u != root)
  for (u = get(reverse, root); u != root; u = get(reverse, u)) {
    const parent = parentOf(u)
    setSize(parent, sizeOf(parent) + sizeOf(u))
    if (get(last, parent) == parent) set(last, parent, get(last, u))
  }
}

/**
 * Brings the arc (source, target) with this reduced cost into the tree: sends as much flow as the cycle allows, drops
 * the last blocking arc seen from the cycle's top in its direction, re-hangs the subtree that this cuts off.
 */
export function pivot(source: i32, target: i32, reducedCost: f64): void {
  // The join of both paths, and the blocking arc on each side: the deeper subtree is never an ancestor of the other.
  let u = source
  let v = target
  let blockSource = -1
  let blockTarget = -1
  let roomSource = f64.POSITIVE_INFINITY
  let roomTarget = f64.POSITIVE_INFINITY
  while (u != v) {
    if (sizeOf(u) < sizeOf(v)) {
      if (u < sources && flowOf(u) < roomSource) {
        roomSource = flowOf(u)
        blockSource = u
      }
      u = parentOf(u)
    } else {
      if (v >= sources && flowOf(v) <= roomTarget) {
        roomTarget = flowOf(v)
        blockTarget = v
      }
      v = parentOf(v)
    }
  }
  const top = u
  const bySource = roomSource < roomTarget
  const flow = bySource ? roomSource : roomTarget
  if (flow > 0) {
    for (u = source; u != top; u = parentOf(u)) setFlow(u, u < sources ? flowOf(u) - flow : flowOf(u) + flow)
    for (v = target; v != top; v = parentOf(v)) setFlow(v, v < sources ? flowOf(v) + flow : flowOf(v) - flow)
  }
  const inside = bySource ? source : target
  const outside = bySource ? target : source
  const cut = bySource ? blockSource : blockTarget
  const size = sizeOf(cut)
  for (let a = parentOf(cut); a != top; a = parentOf(a)) setSize(a, sizeOf(a) - size)
  for (let a = outside; a != top; a = parentOf(a)) setSize(a, sizeOf(a) + size)
  rehang(inside, cut, outside, flow)
  shift(inside, size, bySource ? -reducedCost : reducedCost)
}

/** Moves the subtree of `cut`, re-rooted at its node `inside`, below `outside`; `flow` is the new arc's. */
function rehang(inside: i32, cut: i32, outside: i32, flow: f64): void {
  const total = sizeOf(cut)
  const lastCut = get(last, cut)
  const before = get(reverse, cut)
  for (let a = parentOf(cut); a >= 0 && get(last, a) == lastCut; a = parentOf(a)) set(last, a, before)
  join(before, get(thread, lastCut))

  // New preorder: the subtree of `inside`, then what is left of each old ancestor's, from the lowest up to `cut`.
  let child = inside
  let childSize = sizeOf(inside)
  let childLast = get(last, inside)
  let previous = get(reverse, inside)
  let next = get(thread, childLast)
  let end = childLast
  let carried = flowOf(inside)
  let node = parentOf(inside)
  setSize(inside, total)
  setParent(inside, outside)
  setFlow(inside, flow)
  while (child != cut) {
    const above = parentOf(node)
    const nodeSize = sizeOf(node)
    const nodeLast = get(last, node)
    const nodePrevious = get(reverse, node)
    const nodeFlow = flowOf(node)
    join(end, node)
    end = previous
    if (nodeLast != childLast) {
      join(end, next)
      end = nodeLast
      next = get(thread, nodeLast)
    }
    setParent(node, child)
    setSize(node, total - childSize)
    setFlow(node, carried)
    child = node
    childSize = nodeSize
    childLast = nodeLast
    previous = nodePrevious
    carried = nodeFlow
    node = above
  }
  for (let a = cut; a != outside; a = parentOf(a)) set(last, a, end)

  join(end, get(thread, outside))
  join(outside, inside)
  if (get(last, outside) == outside) {
    for (let a = outside; a >= 0 && get(last, a) == outside; a = parentOf(a)) set(last, a, end)
  }
}

/** Adds `delta` to the potentials below `top`, or takes it from all others, whichever are fewer. */
function shift(top: i32, size: i32, delta: f64): void {
  if (2 * size <= root) {
    const end = nextOf(get(last, top))
    let u = top
    do {
      setPotential(u, potentialOf(u) + delta)
      u = nextOf(u)
    } while (u != end)
  } else {
    for (let u = nextOf(get(last, top)); u != top; u = nextOf(u)) setPotential(u, potentialOf(u) - delta)
  }
}
