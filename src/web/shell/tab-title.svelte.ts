import type { App } from '../state/app.svelte.ts'

/** The count in the tab's title, and the lamp of its icon: amber while somebody waits, red without connection. */
export function tabTitle(app: App): void {
  $effect(() => {
    const waiting = app.fleet.attention.length
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${nameOf(app)} · Signalbox`
    const lamp = app.link.state === 'lost' ? '#f36563' : waiting > 0 ? '#fdbe45' : null
    document
      .querySelector('link[rel=icon]')
      ?.setAttribute('href', lamp ? lit(lamp) : '/favicon.svg')
  })
}

function nameOf(app: App): string {
  const { place } = app.bench
  if (place.startsWith('/needs')) return 'Needs you'
  if (place.startsWith('/settings')) return 'Settings'
  const id = /^\/s\/([^/?]+)/.exec(place)?.[1]
  return (id && app.fleet.get(id)?.title) || 'Fleet'
}

function lit(lamp: string): string {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const [box, post] = dark ? ['#ebedef', '#121417'] : ['#1e2227', '#fdfdfd']
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4.5" fill="${box}"/><g transform="translate(1.9 2) scale(.74)"><path d="M4.1 13.6V7.7L12.4 2.6" fill="none" stroke="${post}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/><circle cx="10.7" cy="10.7" r="3.3" fill="${lamp}"/></g></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
