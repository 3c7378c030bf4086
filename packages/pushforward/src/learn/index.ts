/**
 * Networks, optimisers, training, and maps that are learnt.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export type { Source } from './batches.js'
export { parametersFrom, tensorsOf } from './checkpoint.js'
export { addConservativityGradient, conservativity } from './conservativity.js'
export { type ConvexDualModel, type ConvexDualOptions, fitConvexDual } from './convex-dual.js'
export { type MovingAverage, movingAverage } from './ema.js'
export {
  displacementCost,
  displacementCosts,
  type GroundCost,
  groundCost,
  type MapCost,
  meanCost,
  onSphere,
} from './map-cost.js'
export type { MapStructure } from './map-structure.js'
export {
  fitMongeMap,
  learnMongeMap,
  type MapEpsilon,
  type MongeMapLog,
  type MongeMapModel,
  type MongeMapOptions,
  type MongeMapState,
} from './monge-map.js'
export {
  type Activation,
  type LossAt,
  mlp,
  type Network,
  type NetworkLayer,
  type NetworkOptions,
  type NetworkParameters,
} from './network.js'
export { type AdamOptions, adamW, type Optimizer, type SgdOptions, sgd, type UpdateReport } from './optimizer.js'
export { readSafetensors, type SafetensorsFile, type Tensor, type TensorData, writeSafetensors } from './safetensors.js'
export {
  type ConstantThenLinear,
  constant,
  constantThenLinear,
  cosine,
  linear,
  type Ramp,
  type Schedule,
  warmUp,
} from './schedule.js'
export {
  type Gate,
  gate,
  type StepGradient,
  type TrainOptions,
  type TrainResult,
  type TrainState,
  train,
} from './train.js'
