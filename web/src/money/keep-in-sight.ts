/** Scrolls a row of places sideways until the one where the person is stands in the middle. Only the row moves, not
 *  the page. The row must be positioned. */
export function keepInSight(row: HTMLElement | undefined): void {
  const here = row?.querySelector<HTMLElement>('[aria-current]')
  if (row && here) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.clientWidth) / 2
}
