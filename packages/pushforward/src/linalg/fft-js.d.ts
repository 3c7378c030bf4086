/** What the tests use of fft.js 4, which has no types of its own. */
declare module 'fft.js' {
  export default class FFT {
    constructor(size: number)
    createComplexArray(): number[]
    /** Interleaved real and imaginary parts. */
    transform(out: number[], data: readonly number[]): void
  }
}
