/** Puts the focus on a field that was just opened. */
export function focused(node: HTMLElement): void {
  node.focus()
}
