/** Where a part's bytes are: in the browser, or at an address of the stage. */
export type PartSource = Blob | { readonly url: string }
