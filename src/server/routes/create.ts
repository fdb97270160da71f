import path from 'node:path'
import { firstClause } from '../../core/clause.ts'
import { SaveFailed } from '../../store/store.ts'
import { carried } from '../attached.ts'
import { chosenAgent } from '../chosen-agent.ts'
import { folderProblem } from '../folder.ts'
import type { HandlersOf } from '../handlers.ts'
import { oneSession } from '../json.ts'
import { pictures } from '../pictures.ts'
import { foundAgain, type Met } from '../projects.ts'
import { isRefusal, refusalOf, refuse, type Refusal } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

export function createRoutes(world: ServerWorld): HandlersOf<'createSession'> {
  const { dispatcher, projects, log } = world
  const kept = pictures(world.data)
  return {
    async createSession({ body }) {
      const unknown = unknownRunner(world, body.runner)
      if (unknown) return unknown
      const problem = await folderProblem(body.cwd)
      if (problem) return refuse('bad-folder', problem)
      const cwd = path.resolve(body.cwd)
      if (body.project && !path.isAbsolute(body.project))
        return refuse('bad-folder', `The project ${body.project} must be an absolute path.`)
      const folder = body.project === undefined ? projects.around(cwd) : body.project
      const met = folder === null ? null : await projects.meet(path.resolve(folder))
      const usual = met?.project ?? null
      const whose = usual?.agent && !body.agent ? `, which project "${usual.name}" begins with` : ''
      const wanted = body.agent ?? usual?.agent ?? undefined
      const agent = chosenAgent(await world.agents(), wanted, whose)
      if (isRefusal(agent)) return agent
      // A model is named as one agent names it: for another agent it means nothing.
      const model = body.agent === undefined || body.agent === usual?.agent ? usual?.model : null
      const id = world.newId()
      const files = carried(kept, id, cwd, body.attachments ?? [])
      if (isRefusal(files)) return files
      const answer = dispatcher.create({
        id,
        prompt: body.prompt,
        ...files,
        by: 'person',
        agent: agent.name,
        cwd,
        project: usual?.path ?? null,
        title: body.title?.trim() || firstClause(body.prompt),
        named: Boolean(body.title?.trim()),
        model: body.model ?? model ?? null,
        permission: body.permission ?? usual?.permission ?? 'ask',
        onCrash: body.onCrash ?? usual?.onCrash ?? world.onCrash,
        env: body.env ?? {},
        runner: body.runner ?? null,
        resumeToken: body.resumeToken ?? null,
      })
      if ('rejected' in answer) {
        kept.remove(id)
        return refusalOf(answer) ?? refuse('internal', answer.message)
      }
      const note = met && noted(met)
      return { ...oneSession(world, answer.session), ...(note && { note }) }
    },
  }

  /** The session is begun already: a project that could not be noted is noted by the next one. */
  function noted(met: Met): string | null {
    try {
      const project = projects.keep(met)
      return met.from === null ? null : foundAgain(project, met.from)
    } catch (error) {
      if (!(error instanceof SaveFailed)) throw error
      log('warn', `Project ${met.project.path} could not be noted: ${error.message}`)
      return null
    }
  }
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
