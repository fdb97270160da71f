/**
 * The plainest page that shows the same: it reads every frame of the feed and puts what came, as lines of
 * text, at the end of one element, once for each frame of the screen, and scrolls there. The last 200 lines stay.
 */
export function plainestPage(to: string): string {
  const what = to === 'fleet' ? { to } : { to: 'session', session: to }
  return `<!doctype html><meta charset="utf-8">
<pre style="height: 800px; overflow: auto; font: 13px/20px monospace"></pre>
<script>
  const pre = document.querySelector('pre')
  const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/feed')
  let lines = [], asked = false
  socket.onopen = () => socket.send(JSON.stringify({ type: 'subscribe', ...${JSON.stringify(what)} }))
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data)
    for (const one of frame.events ?? frame.deltas ?? []) lines.push(lineOf(one))
    if (asked) return
    asked = true
    requestAnimationFrame(draw)
  }
  function lineOf({ item, text, type, session, sessionId }) {
    return [sessionId ?? session, type, item?.title ?? item?.text ?? text].join(' ')
  }
  function draw() {
    asked = false
    lines = lines.slice(-200)
    pre.textContent = lines.join('\\n')
    pre.scrollTop = pre.scrollHeight
  }
</script>`
}
