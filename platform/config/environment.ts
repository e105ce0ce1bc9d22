/** The one read of the process's environment. Everything else takes parsed values. */
export const environment = (): Readonly<Record<string, string | undefined>> => process.env
