import type { Call } from '../../model-server/scenario.ts'

export function bash(command: string): Call {
  return { name: 'Bash', input: { command, description: 'runs' } }
}

/** Spawns a subagent that is answered by this scenario. */
export function agent(description: string, scenario: string, background = false): Call {
  return {
    name: 'Agent',
    input: {
      description,
      prompt: `Do it. play:${scenario}`,
      subagent_type: 'general-purpose',
      run_in_background: background,
    },
  }
}

/** One question with what is offered. */
export function question(asked: string, header: string, ...labels: string[]): object {
  const options = labels.map((label) => ({ label, description: `as ${label} as can be` }))
  return { question: asked, header, multiSelect: false, options }
}

export function plan(text: string): Call {
  return { name: 'ExitPlanMode', input: { plan: text } }
}
