/**
 * Turns loops that are tested at their head into loops that are tested at their end, when kernels are compiled:
 *
 *   for (a; c; i) body   →   { a; if (c) do body while (i, c) }          while (c) body   →   if (c) do body while (c)
 *
 * V8 places a value that nothing but a loop's body uses in that body, and takes it out again only where the body runs
 * in any case once the loop is entered; a body behind a test does not. So a loop tested at its head makes its constants
 * anew in every turn (three instructions for each vector), and even what was computed before it. The operations
 * on data and their order are the same, and so is every bit of the results.
 */
import { Node, NodeKind } from 'assemblyscript'
import { Transform } from 'assemblyscript/transform'

/** Fields that lead out of the tree. */
const ELSEWHERE = new Set(['range', 'source', 'parent'])

export default class RotateLoops extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      if (!source.isLibrary) source.statements = source.statements.map(rotate)
    }
  }
}

/** The node, with all loops within it turned. */
function rotate(node) {
  for (const [name, value] of Object.entries(node)) {
    if (ELSEWHERE.has(name)) continue
    if (value instanceof Node) node[name] = rotate(value)
    else if (Array.isArray(value)) node[name] = value.map((item) => (item instanceof Node ? rotate(item) : item))
  }
  const { kind, condition, body, range } = node
  if (kind === NodeKind.While) return tested(condition, body, condition, range)
  if (kind !== NodeKind.For || !condition) return node
  const { initializer, incrementor } = node
  const again = incrementor ? Node.createCommaExpression([incrementor, condition], range) : condition
  const loop = tested(condition, body, again, range)
  return initializer ? Node.createBlockStatement([initializer, loop], range) : loop
}

function tested(condition, body, again, range) {
  return Node.createIfStatement(condition, Node.createDoStatement(body, again, range), null, range)
}
