/** The place among the columns of the cell that was clicked; null beside the cells. */
export function columnOf(target: EventTarget): number | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
  return cell === null ? null : Number(cell.dataset["column"]);
}
