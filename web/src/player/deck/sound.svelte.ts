/** Whether clips are heard. Browsers let a page make sound only after a touch, so every visit starts silent;
 *  once someone has asked for sound, the rest of the visit has it. */
let on = $state(false)

export const sound = {
  get on(): boolean {
    return on
  },
  set(next: boolean): void {
    on = next
  },
}
