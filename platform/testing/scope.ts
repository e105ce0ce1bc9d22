/** Whatever ends and then lets go of what was opened in it: a test, or a bench. */
export interface Scope {
  after(ending: () => unknown): void
}
