/**
 * Registers the gradients of TensorFlow.js, which the entry of its core package for Node leaves out: they are in modules
 * whose imports lack file endings, so a resolver adds these. The registry is global, so the rest need not know.
 * @module
 */
import { register } from 'node:module'

const resolver = `export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!specifier.startsWith('.')) throw error
    return next(specifier + '.js', context)
  }
}`

export async function registerGradients(): Promise<void> {
  register(`data:text/javascript,${encodeURIComponent(resolver)}`)
  const modules = '@tensorflow/tfjs-core/dist/register_all_gradients.js'
  await import(modules)
}
