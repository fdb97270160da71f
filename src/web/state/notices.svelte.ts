import type { Notice } from '../../core/notice.ts'
import { get } from '../feed/api.ts'
import type { App } from './app.svelte.ts'
import { keep, kept } from './prefs.svelte.ts'

export type Toast = {
  id: number
  kind: Notice['kind'] | 'refused' | 'done'
  title: string
  text: string
  session?: string
  at: number
  /** Stays until the person acts. */
  stays: boolean
}

type NoticeJson = Omit<Notice, 'at'> & { at: string }

const most = 2
const shownMs = 8000
const readPlace = 'signalbox.read'

/** What the person is told: at most two toasts, and the list of everything. */
export class Notices {
  #app: App
  toasts = $state.raw<Toast[]>([])
  list = $state.raw<Notice[]>([])
  readUpTo = $state(kept<number>(readPlace) ?? 0)
  #nextId = 1

  constructor(app: App) {
    this.#app = app
  }

  get unread(): number {
    return this.list.filter(({ seq }) => seq > this.readUpTo).length
  }

  async load(): Promise<void> {
    const { notices } = await get<{ notices: NoticeJson[] }>('notices')
    this.list = notices.map((notice) => ({ ...notice, at: Date.parse(notice.at) }))
  }

  markRead(): void {
    this.readUpTo = Math.max(this.readUpTo, ...this.list.map(({ seq }) => seq))
    keep(readPlace, this.readUpTo)
  }

  hear(notice: Notice): void {
    if (this.list.some(({ seq }) => seq === notice.seq)) return
    this.list = [notice, ...this.list].slice(0, 200)
    if (document.hidden) return this.#system(notice)
    // It is on the screen already.
    if (this.#app.bench.place.startsWith(`/s/${notice.sessionId}`)) return
    const listed = notice.kind !== 'completed' && notice.kind !== 'runner'
    if (listed && ['/', '/needs'].includes(this.#app.bench.place)) return
    const { kind, title, text, sessionId, at } = notice
    const stays = kind === 'failed' || kind === 'crashed'
    this.#show({ kind, title, text, session: sessionId, at, stays })
  }

  tell({ kind, title, text }: Pick<Toast, 'kind' | 'title' | 'text'>): void {
    this.#show({ kind, title, text, at: Date.now(), stays: false })
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id)
  }

  #show(toast: Omit<Toast, 'id'>) {
    const id = this.#nextId++
    const others = this.toasts.filter(
      (one) => one.session === undefined || one.session !== toast.session,
    )
    // What stays until the person acts gives way to nothing that goes by itself.
    const gone =
      others.length < most ? undefined : (others.find(({ stays }) => !stays) ?? others[0])
    this.toasts = [...others.filter((one) => one !== gone), { ...toast, id }]
    if (!toast.stays) setTimeout(() => this.dismiss(id), shownMs)
  }

  /** By the system, only what needs the person, and only where nobody looks at this page. */
  #system(notice: Notice) {
    if (notice.kind === 'completed' || !this.#app.prefs.all.notify) return
    if (!('Notification' in window) || Notification.permission !== 'granted') return
    const shown = new Notification(notice.title, {
      body: notice.text,
      tag: notice.sessionId,
      icon: '/icon-192.png',
    })
    shown.onclick = () => {
      window.focus()
      this.#app.bench.open(`/s/${notice.sessionId}`)
      shown.close()
    }
  }
}
