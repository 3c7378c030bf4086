/**
 * A paper's parameters as flags.
 * @module
 */
import {
  acceptedValues,
  describeParameters,
  type Paper,
  type ParameterDescription,
  readParameter,
  writeParameter,
} from '@pushforward/lab'
import { type Command, Option } from 'commander'

const HEADING = 'Parameters of this paper:'

const flagOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** What the help says of a parameter: purpose, unit, accepted values, default. */
export function describeFlag(parameter: ParameterDescription): string {
  const { description, unit, type, default: usual } = parameter
  if (type === 'boolean') return usual === true ? `turns off: ${description}` : description
  const facts = [unit && `in ${unit}`, acceptedValues(parameter)].filter(Boolean)
  if (usual !== undefined && usual !== '') facts.push(`default ${writeParameter(usual)}`)
  return `${description} (${facts.join('; ')})`.trim()
}

/**
 * Adds one flag for each parameter of the paper to a command.
 * @throws Error if a parameter has the name of a flag that the command has already
 */
export function addParameterFlags(command: Command, paper: Paper): void {
  for (const parameter of describeParameters(paper.parameters)) {
    const flag = flagOf(parameter.name)
    const add = (flags: string) => command.addOption(new Option(flags, describeFlag(parameter)).helpGroup(HEADING))
    if (parameter.type !== 'boolean') add(`--${flag} <value>`)
    else if (parameter.default === true) add(`--no-${flag}`)
    else add(`--${flag}`)
  }
}

/**
 * The parameters that were given as flags, checked for their type; ranges are checked when the paper starts.
 * @throws InputError if a text is no value of its parameter's type
 */
export function givenParameters(command: Command, paper: Paper): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const parameter of describeParameters(paper.parameters)) {
    if (command.getOptionValueSource(parameter.name) !== 'cli') continue
    const given: unknown = command.getOptionValue(parameter.name)
    values[parameter.name] = typeof given === 'string' ? readParameter(parameter, given) : given
  }
  return values
}
