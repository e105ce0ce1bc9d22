/** Whether the window has room for the left column (the `lg` breakpoint of ui/base.css). */
const query = typeof matchMedia === 'undefined' ? undefined : matchMedia('(min-width: 60rem)')
let now = $state(query?.matches ?? false)
query?.addEventListener('change', (event) => {
  now = event.matches
})

export const wide = {
  get now(): boolean {
    return now
  },
}
