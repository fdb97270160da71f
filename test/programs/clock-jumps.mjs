// Loaded before a server (`node --import`): its clock jumps by up to three hours, back or forth, at every
// hundredth look at it. CLOCK_SEED=n decides where to.
let state = Number(process.env.CLOCK_SEED ?? '1')
let shift = 0
let looks = 0
const { now } = Date

function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

Date.now = () => {
  if (++looks % 100 === 0) shift = Math.round((random() - 0.5) * 6 * 3_600_000)
  return now() + shift
}
