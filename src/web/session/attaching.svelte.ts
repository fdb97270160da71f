import { call } from '../feed/api.ts'
import type { App } from '../state/app.svelte.ts'

/** The largest picture that the server keeps, in bytes. */
const largest = 3_000_000

type Writing = { id: string; can: { image?: boolean } | null }

/** What goes with the message that is being written. */
export class Attaching {
  #app: App
  #session: () => Writing
  paths = $state.raw<readonly string[]>([])
  /** Pictures that are on their way to the server. */
  coming = $state(0)

  constructor(app: App, session: () => Writing) {
    this.#app = app
    this.#session = session
  }

  /** False where its agent said that it takes no pictures. */
  get takesPictures(): boolean {
    const { can } = this.#session()
    return can === null || can.image === true
  }

  add(path: string): void {
    if (path !== '' && !this.paths.includes(path)) this.paths = [...this.paths, path]
  }

  drop(path: string): void {
    this.paths = this.paths.filter((one) => one !== path)
  }

  clear(): void {
    this.paths = []
  }

  /** Takes the pictures among what was pasted or dropped; false: there were none. */
  take(files: readonly File[]): boolean {
    const pictures = files.filter(({ type }) => type.startsWith('image/'))
    for (const picture of pictures) void this.#keep(picture)
    return pictures.length > 0
  }

  async #keep(picture: File) {
    const refusal = this.#refusal(picture)
    if (refusal !== null) return this.#app.refused(new Error(refusal))
    this.coming += 1
    try {
      const data = await base64(picture)
      const { id } = this.#session()
      const { path } = await call<{ path: string }>('POST', `sessions/${id}/pictures`, { data })
      this.add(path)
    } catch (error) {
      this.#app.refused(error)
    } finally {
      this.coming -= 1
    }
  }

  #refusal({ size }: File): string | null {
    if (!this.takesPictures) return 'This agent takes no pictures; attach files by their path.'
    if (size > largest)
      return `The picture is larger than ${largest / 1e6} MB; make it smaller, or attach it by its path.`
    return null
  }
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () =>
      resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : '')
    reader.onerror = () => reject(new Error('The picture could not be read.'))
    reader.readAsDataURL(file)
  })
}

/** Where a picture that the server keeps for a session can be seen; null: it is another file. */
export function pictureAt(session: string, path: string): string | null {
  const name = /[\\/]pictures[\\/]([^\\/]+)[\\/]([\w-]+\.(?:png|jpg|gif|webp))$/.exec(path)
  return name?.[1] === session ? `/api/sessions/${session}/pictures/${name[2]}` : null
}
