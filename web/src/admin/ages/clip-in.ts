/** Which clip a text names: the address of its page, or its id. */
export const clipIn = (text: string): string | undefined =>
  /(?:^|\/v\/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[/?#]|$)/.exec(text.trim().toLowerCase())?.[1]
