import { to } from './advance.ts'
import type { Setting } from './ask.ts'
import { nothing, only, refuse, type Command, type Decision } from './command.ts'
import type { SessionEvent } from './event.ts'
import type { LiveAgent, Session } from './session.ts'

type Configuring = Command & { type: 'configure' }

/**
 * What a person sets. A session at rest has it at once, for its next agent; an agent that lives is asked
 * to take its model and permission, and it holds when it did: anything else would be a lie about what it does.
 */
export function configured(session: Session, command: Configuring): Decision {
  const onCrash = command.onCrash === session.onCrash ? undefined : command.onCrash
  const settings = wanted(session, command)
  const { live } = session
  if (live !== null && settings.length > 0) return switched(session, live, settings, onCrash)
  if (onCrash === undefined && settings.length === 0) return nothing()
  return only({
    type: 'session.configured',
    ...(onCrash && { onCrash }),
    ...Object.assign({}, ...settings),
  })
}

function wanted(session: Session, { model, permission }: Configuring): Setting[] {
  return [
    ...(model === undefined || model === session.model ? [] : [{ model }]),
    ...(permission === undefined || permission === session.permission ? [] : [{ permission }]),
  ]
}

function switched(
  session: Session,
  live: LiveAgent,
  settings: Setting[],
  onCrash: Configuring['onCrash'],
): Decision {
  const { id, agent, can } = session
  if (live.stopping)
    return refuse('is-stopping', `The agent of session ${id} is being stopped; set it then.`)
  if (!live.ready)
    return refuse(
      'not-ready',
      `The agent of session ${id} is still starting; try again in a moment.`,
    )
  const cannot = settings.map(nameOf).find((name) => !can?.switch?.[name])
  if (cannot !== undefined)
    return refuse(
      'cannot-switch',
      `Its agent, ${agent}, keeps the ${cannot} that it was started with: stop session ${id}, set it, and prompt it again.`,
    )
  const asked: SessionEvent[] = settings.map((setting) => ({ type: 'switch.asked', to: setting }))
  return {
    events: onCrash ? [{ type: 'session.configured', onCrash }, ...asked] : asked,
    orders: settings.map((setting) => ({ ...to(live.run, session), type: 'switch', to: setting })),
  }
}

function nameOf(setting: Setting): 'model' | 'permission' {
  return 'model' in setting ? 'model' : 'permission'
}
