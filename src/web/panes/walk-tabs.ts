/** Arrow keys go through the tabs of a list and show each; only the shown one is a stop of the Tab key. */
export function walkTabs(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
  const at = tabs.indexOf(document.activeElement as HTMLElement)
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
  const tab = next === undefined || at < 0 || event.altKey ? undefined : tabs[next]
  if (!tab) return
  event.preventDefault()
  event.stopPropagation()
  tab.focus()
  tab.click()
}
