/** What can be said about a sign-up form before the server is asked; the server has the last word. Pure. */
export type SignupFault = 'handleShape' | 'nameMissing' | 'passwordShort'
export const PASSWORD_MIN = 10

export function checkSignup(form: {
  readonly handle: string
  readonly displayName: string
  readonly password: string
}): { readonly handle?: SignupFault; readonly displayName?: SignupFault; readonly password?: SignupFault } {
  return {
    ...(/^[a-z0-9][a-z0-9_.]{1,28}[a-z0-9]$/.test(form.handle) ? {} : { handle: 'handleShape' as const }),
    ...(form.displayName.trim() === '' ? { displayName: 'nameMissing' as const } : {}),
    ...(form.password.length < PASSWORD_MIN ? { password: 'passwordShort' as const } : {}),
  }
}

/** What someone types becomes what a handle may be, as they type: `Sari Senja` → `sari.senja`. */
export function tidyHandle(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/^@+/, '')
    .replace(/[\s-]+/g, '.')
    .replace(/[^a-z0-9_.]/g, '')
    .slice(0, 30)
}
