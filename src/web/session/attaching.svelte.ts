import type { App } from '../state/app.svelte.ts'

/** The largest picture that the server keeps, in bytes. */
const largest = 3_000_000

/** Where pictures go, and whether the agent takes any. */
type Keeper = {
  takesPictures(): boolean
  /** Resolves with the path under which the server keeps it; `data` is base64. */
  keep(data: string): Promise<{ path: string }>
}

/** What goes with the message that is being written. */
export class Attaching {
  #app: App
  #keeper: Keeper
  paths = $state.raw<readonly string[]>([])
  /** Pictures that are on their way to the server. */
  coming = $state(0)
  /** Pictures that were taken here, as data addresses by their path. */
  #taken = new Map<string, string>()

  constructor(app: App, keeper: Keeper) {
    this.#app = app
    this.#keeper = keeper
  }

  /** False where its agent said that it takes no pictures. */
  get takesPictures(): boolean {
    return this.#keeper.takesPictures()
  }

  /** What a picture that was taken here looks like; null: it is another file. */
  pictureOf(path: string): string | null {
    return this.#taken.get(path) ?? null
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
      const address = await dataAddress(picture)
      const { path } = await this.#keeper.keep(address.replace(/^[^,]*,/, ''))
      this.#taken.set(path, address)
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

function dataAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '')
    reader.onerror = () => reject(new Error('The picture could not be read.'))
    reader.readAsDataURL(file)
  })
}

/** Where a picture that the server keeps for a session can be seen; null: it is another file. */
export function pictureAt(session: string, path: string): string | null {
  const name = /[\\/]pictures[\\/]([^\\/]+)[\\/]([\w-]+\.(?:png|jpg|gif|webp))$/.exec(path)
  return name?.[1] === session ? `/api/sessions/${session}/pictures/${name[2]}` : null
}
