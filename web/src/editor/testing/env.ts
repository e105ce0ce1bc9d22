/** Stands in for the app's own environment on the page of the tests. */
export const browser = true
