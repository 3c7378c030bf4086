/**
 * What every response says about itself.
 * @module
 */
import type { MiddlewareHandler } from 'hono'

/** No inline script, nothing from elsewhere; WebAssembly may compile, and kernels start their threads from blobs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "style-src-elem 'self'",
  "style-src-attr 'unsafe-inline'", // boxes with an aspect, handles at a place, MathML
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  // Isolated pages may share memory between threads.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next()
    const referrer = context.res.headers.get('referrer-policy')
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value)
    // A route whose address is a secret says so itself.
    if (referrer !== null) context.res.headers.set('referrer-policy', referrer)
  }
}
