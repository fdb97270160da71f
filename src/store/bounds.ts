/** What a store keeps of things that come without end. */
export const logLinesKept = 200
export const noticesKept = 1000
