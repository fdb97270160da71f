/** Nothing to build yet. */
export function setup() {}
