import type { z } from 'zod'
import type { AnswerApproval } from '../../contract/request.ts'
import { columnsOf } from '../print/width.ts'
import type { Ask } from '../../core/ask.ts'
import { chosenOf } from '../chosen.ts'
import { answersOffered, cardText, hintLines, isTyped } from './card.ts'
import type { Screen } from '../print/screen.ts'
import type { Style } from '../print/style.ts'
import type { Input } from '../world.ts'
import type { Pending } from './pending.ts'
import { typedLine, type TypedLine } from './typed-line.ts'

export type Reply = z.infer<typeof AnswerApproval>

/** Asks the person at the terminal, one question at a time. */
export type Asker = {
  /** The questions that wait now: a new one is put, one that was answered elsewhere is taken away. */
  sync: (pending: readonly Pending[]) => void
  /** Gives the terminal back. */
  close: () => void
}

/** Keys are deaf for a moment after a question appears: one struck late must not answer the next. */
const armAfterMs = 400

const wayBack = '(Esc goes back)'

export function asker(world: {
  stdin: Input
  now: () => number
  screen: Screen
  style: Style
  answer: (ask: Pending, reply: Reply) => void
  interrupt: () => void
}): Asker {
  const { stdin, now, screen, style } = world
  let current: { pending: Pending; shownAt: number } | null = null
  /** What is being typed, and for what. */
  let typing: { line: TypedLine; send: (text: string) => Reply | null } | null = null
  /** Answered here; the server's word for it is on its way. */
  const sent = new Set<string>()

  function put(pending: Pending) {
    current = { pending, shownAt: now() }
    typing = null
    screen.hold()
    screen.aside(cardText(pending, style, screen.columns))
    if (isTyped(pending.ask)) typeAnswer(pending.ask)
  }

  function typeAnswer(ask: Ask) {
    const how = ask.several ? 'Answer, as 1,3 or in words' : 'Answer'
    type(isTyped(ask) ? how : `${how} ${wayBack}`, (text) =>
      text.trim() === '' ? null : { choice: 'reply', text: chosenOf(ask, text) },
    )
  }

  function type(label: string, send: (text: string) => Reply | null) {
    typing = { line: typedLine(screen, `${label}: `), send }
  }

  /** From what is typed to the keys, which stand above it still. */
  function back() {
    if (current === null || isTyped(current.pending.ask)) return
    // An arrow key may come in pieces, Esc first: what follows answers nothing.
    current.shownAt = now()
    const { ask } = current.pending
    if (typing === null) return
    typing.line.erase()
    typing = null
    // Where nothing can be erased the keys are told again.
    if (screen.columns === null) screen.aside(`${hintLines(ask, null, style).join('\n')}\n`)
  }

  function leave(told: string) {
    current = null
    typing = null
    screen.aside(told)
    screen.release()
  }

  /** The keys have done their work: what was decided stands in their place. */
  function erased({ ask }: Pending): string {
    const { columns } = screen
    if (columns === null) return '\n'
    const rows = hintLines(ask, columns).map((line) => Math.ceil(columnsOf(line) / columns))
    const up = rows.reduce((sum, one) => sum + one, 0)
    return up === 0 ? '' : `\r\u001b[${up}A\u001b[J`
  }

  function reply(given: Reply) {
    if (current === null) return
    const { pending } = current
    sent.add(pending.ask.id)
    leave(typing ? '\n' : erased(pending))
    world.answer(pending, given)
  }

  function key(letter: string) {
    if (letter === '\u0003') return world.interrupt()
    if (current === null || now() - current.shownAt < armAfterMs) return
    if (typing) return typed(letter)
    const offered = answersOffered(current.pending.ask)
    const found = offered.find(({ keys }) => keys.includes(letter))
    if (found === undefined) return
    if (found.reply) return reply(found.reply)
    const { reason } = found
    if (reason === 'text') return typeAnswer(current.pending.ask)
    type(`Reason ${wayBack}`, (text) => ({
      choice: 'deny',
      ...(text.trim() !== '' && { reason: text.trim() }),
    }))
  }

  function typed(letter: string) {
    if (typing === null) return
    if (letter !== '\r' && letter !== '\n') return typing.line.key(letter)
    const given = typing.send(typing.line.text)
    if (given) reply(given)
  }

  const heard = (data: Buffer | string) => {
    const text = data.toString()
    if (text === '\u001b') return back()
    // Arrow and function keys come as escapes: they answer nothing.
    if (text.startsWith('\u001b')) return
    for (const letter of text) key(letter)
  }

  stdin.setRawMode?.(true)
  stdin.on('data', heard)
  stdin.resume()

  return {
    sync(pending) {
      const open = current?.pending.ask.id
      if (open !== undefined && !pending.some(({ ask }) => ask.id === open))
        leave(style.dim('\n(answered elsewhere, or withdrawn)\n'))
      const next = pending.find(({ ask }) => !sent.has(ask.id))
      if (current === null && next) put(next)
    },
    close() {
      stdin.off('data', heard)
      stdin.setRawMode?.(false)
      stdin.pause()
      if (current) leave('\n')
    },
  }
}
