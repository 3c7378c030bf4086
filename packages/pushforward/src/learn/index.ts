/**
 * Networks, optimisers, training, and maps that are learnt.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export { type MovingAverage, movingAverage } from './ema.js'
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
