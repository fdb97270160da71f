import path from 'node:path'
import { firstClause } from '../../core/clause.ts'
import { nearest } from '../../contract/nearest.ts'
import type { AgentJson } from '../../contract/response.ts'
import { SaveFailed } from '../../store/store.ts'
import { folderProblem } from '../folder.ts'
import type { HandlersOf } from '../handlers.ts'
import { oneSession } from '../json.ts'
import { isRefusal, refusalOf, refuse, type Refusal } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

export function createRoutes(world: ServerWorld): HandlersOf<'createSession'> {
  const { dispatcher, store, log } = world
  return {
    async createSession({ body }) {
      const agent = chosenAgent(await world.agents(), body.agent)
      if (isRefusal(agent)) return agent
      const unknown = unknownRunner(world, body.runner)
      if (unknown) return unknown
      const problem = await folderProblem(body.cwd)
      if (problem) return refuse('bad-folder', problem)
      const cwd = path.resolve(body.cwd)
      if (body.project && !path.isAbsolute(body.project))
        return refuse('bad-folder', `The project ${body.project} must be an absolute path.`)
      const project =
        body.project === undefined
          ? world.projectOf(cwd)
          : body.project && path.resolve(body.project)
      const settings = store.projects().find((known) => known.path === project)
      const answer = dispatcher.create({
        prompt: body.prompt,
        by: 'person',
        agent: agent.name,
        cwd,
        project,
        title: body.title?.trim() || firstClause(body.prompt),
        named: Boolean(body.title?.trim()),
        model: body.model ?? null,
        permission: body.permission ?? 'ask',
        onCrash: body.onCrash ?? settings?.onCrash ?? world.onCrash,
        env: body.env ?? {},
        runner: body.runner ?? null,
        resumeToken: body.resumeToken ?? null,
      })
      if ('rejected' in answer) return refusalOf(answer) ?? refuse('internal', answer.message)
      if (project !== null && !settings) remember(project)
      return oneSession(world, answer.session)
    },
  }

  /** The session is begun already: a project that could not be noted is noted by the next one. */
  function remember(project: string) {
    try {
      const name = path.basename(project) || project
      store.putProject({ path: project, name, onCrash: null, addedAt: world.now() })
    } catch (error) {
      if (!(error instanceof SaveFailed)) throw error
      log('warn', `Project ${project} could not be noted: ${error.message}`)
    }
  }
}

function chosenAgent(agents: AgentJson[], name: string | undefined): AgentJson | Refusal {
  const names = agents.map((agent) => agent.name)
  const chosen =
    name === undefined
      ? agents.find((agent) => agent.default)
      : agents.find((agent) => agent.name === name)
  const known = names.length > 0 ? `known are: ${names.join(', ')}` : 'none is configured'
  if (chosen === undefined) {
    if (name === undefined)
      return refuse('unknown-agent', `No agent is the default; name one (${known}).`)
    const near = nearest(name, names)
    return refuse(
      'unknown-agent',
      `No agent "${name.slice(0, 80)}"${near ? `; did you mean "${near}"?` : ''} (${known})`,
    )
  }
  if (chosen.found === null)
    return refuse(
      'agent-missing',
      `Agent "${chosen.name}" is not installed: ${chosen.command[0] ?? 'its program'} was not found${chosen.hint ? `; ${chosen.hint}` : ''}.`,
    )
  return chosen
}

function unknownRunner({ dispatcher }: ServerWorld, name: string | undefined): Refusal | null {
  if (name === undefined) return null
  const names = dispatcher.runners().map((runner) => runner.name)
  if (names.includes(name)) return null
  return refuse(
    'unknown-runner',
    `No runner "${name.slice(0, 80)}"; there are: ${names.join(', ')}.`,
  )
}
