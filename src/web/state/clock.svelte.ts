/** Now, for everything on screen that ages. `minute` moves rarely: for what is drawn from it. */
export class Clock {
  now = $state(Date.now())
  minute = $state(Math.floor(Date.now() / 60_000) * 60_000)

  start(): () => void {
    const timer = setInterval(() => {
      this.now = Date.now()
      this.minute = Math.floor(this.now / 60_000) * 60_000
    }, 1000)
    return () => clearInterval(timer)
  }
}
