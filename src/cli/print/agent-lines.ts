import type { AgentJson } from '../../contract/response.ts'
import { safeLine } from './safe.ts'
import type { Style } from './style.ts'
import { table, type Cell } from './table.ts'

/** Each agent on a line: there or not, version, sign-in, where; below it what is to be done. */
export function agentLines(
  agents: readonly AgentJson[],
  { style, columns }: { style: Style; columns: number | null },
): string[] {
  const rows = agents.map((agent): Cell[] => {
    const there = agent.found !== null
    return [
      { text: there ? '✓' : '–', paint: there ? style.green : style.dim },
      { text: safeLine(agent.name), paint: style.bold },
      { text: agent.default ? 'default' : '', paint: style.dim },
      { text: safeLine(agent.version ?? '') },
      { text: signInWord(agent), paint: agent.signedIn === false ? style.amber : plain },
      { text: safeLine(agent.found ?? 'not installed'), paint: style.dim },
    ]
  })
  const shape = ['', '', '', '', '', ''].map((title) => ({ title }))
  const lines = table([...shape.slice(0, -1), { title: '', least: 20 }], rows, columns, null)
  return agents.flatMap((agent, at) => [
    lines[at] ?? '',
    ...(agent.hint === null ? [] : [`  ${hintOf(agent, style)}`]),
  ])
}

function hintOf({ hint, found }: AgentJson, style: Style): string {
  const text = safeLine(hint ?? '')
  return found === null ? text : style.amber(text)
}

function signInWord({ found, signedIn }: AgentJson): string {
  if (found === null || signedIn === null) return ''
  return signedIn ? 'signed in' : 'not signed in'
}

const plain = (text: string) => text
