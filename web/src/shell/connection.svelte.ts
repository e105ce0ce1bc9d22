/** Whether the browser believes it is connected. */
let offline = $state(false)

if (typeof navigator !== 'undefined') {
  offline = !navigator.onLine
  addEventListener('online', () => {
    offline = false
  })
  addEventListener('offline', () => {
    offline = true
  })
}

export const connection = {
  get offline(): boolean {
    return offline
  },
}
