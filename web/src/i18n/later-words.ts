/** Where the words of each page's own area are. */
export const later = import.meta.glob<Record<string, string>>(['./{id,en}/*.json', '!./{id,en}/stage.json'], {
  import: 'default',
})
