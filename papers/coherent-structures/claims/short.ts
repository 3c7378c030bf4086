/** As the criteria write numbers: .5 for 0.5. */
export const short = (T: number): string => String(T).replace(/^0/, '')
