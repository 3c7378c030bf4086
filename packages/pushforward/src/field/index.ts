/**
 * Vector fields: integration, advection, flow maps and the structures that organise transport.
 * @module
 */
export { ConvergenceError, InputError, UnsupportedError } from '../errors.js'
export {
  type ActiveBarriers,
  type ActiveOptions,
  activeBarriers,
  activeFtle,
  polarRotation,
} from './active-barriers.js'
export { type AdvectionState, type AdvectOptions, type AdvectResult, advect } from './advect.js'
export {
  type AbcOptions,
  analyticFlow,
  type BickleyOptions,
  type DoubleGyreOptions,
  type RateOptions,
  type TaylorGreenOptions,
} from './analytic.js'
export type { BickleyWave } from './analytic-bickley.js'
export { type BarrierField, type BarrierOptions, barrierField, hamiltonianField } from './barriers.js'
export { curl, derivative, divergence, gradient, laplacian } from './calculus.js'
export { coherentStructures, type Structures, type StructuresOptions } from './coherent-structures.js'
export {
  type ComovingFrame,
  comovingFrame,
  type InterfaceFrame,
  inFrame,
  type ResidenceResult,
  residenceTime,
  type Window,
} from './comoving-frame.js'
export { type ConditionalAverage, type ConditionalAverageOptions, conditionalAverage } from './conditional-average.js'
export { type ConnectedRegionOptions, connectedRegion } from './connected-region.js'
export { withDerivatives } from './derivatives.js'
export type { Field } from './field.js'
export { cauchyGreen, type FlowMapGradient, type FlowMapOptions, flowMapGradient } from './flow-map.js'
export { type FlowStep, type FollowOptions, followFlow } from './follow-flow.js'
export { type FtleOptions, ftle, ftleFromGradient } from './ftle.js'
export { ftleRidges, type RidgeOptions, type Ridges } from './ftle-ridges.js'
export {
  assertGridNodes,
  assertPlanar,
  type Grid,
  type GridNodes,
  type GridOptions,
  grid,
  gridPoints,
  gridSize,
  planarGrid,
} from './grid.js'
export { type GridFlow, type GridFlowOptions, gridFlow } from './grid-flow.js'
export type { GridInterpolation } from './grid-patch.js'
export type { FieldFile, GriddedField, ReadFieldOptions } from './gridded-field.js'
export { type HelmholtzOptions, type HelmholtzResult, helmholtz } from './helmholtz.js'
export { findInterface, type Interface, type InterfaceOptions } from './interfaces.js'
export { type IsoLineOptions, isoLines } from './iso-lines.js'
export {
  type NavierStokes,
  type NavierStokesBudget,
  type NavierStokesFields,
  type NavierStokesOptions,
  spectralNavierStokes2,
} from './navier-stokes.js'
export {
  type NavierStokes3,
  type NavierStokes3Budget,
  type NavierStokes3Fields,
  type NavierStokes3Options,
  type PlaneFields,
  type SpaceVelocity,
  spectralNavierStokes3,
} from './navier-stokes-space.js'
export { type OdeMethod, type OdeOptions, type OdeResult, type OdeState, solveOde } from './ode.js'
export { asField, type Flow, type FlowField, flowField, type PlanarFlow, type PlanarFunction } from './planar-flow.js'
export { type Polyline, polyline, resample } from './polyline.js'
export { readField } from './readers.js'
export type { FieldNames } from './readers-names.js'
export { type RectilinearField, type RegriddedAxis, type RegriddedField, type RegridOptions, regrid } from './regrid.js'
export { type RidgeLineOptions, ridgeLines } from './ridge-lines.js'
export { sampleGrid } from './sample-grid.js'
export { type ScatteredOptions, scattered } from './scattered.js'
export { signedDistance } from './signed-distance.js'
export { timeGrid } from './time-grid.js'
export { type TurbulenceScales, type TurbulenceScalesOptions, turbulenceScales } from './turbulence-scales.js'
export {
  type Filmed,
  type FlowFilm,
  type JetOptions,
  planeOf,
  type RecordOptions,
  recordFlow,
  temporalJet,
} from './turbulent-jet.js'
export { type Jet3Options, temporalJet3 } from './turbulent-jet-space.js'
