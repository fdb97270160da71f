import type { Permission } from '../../core/ask.ts'
import type { Choice } from './options.ts'

/** Names that agents give their modes, in small letters without separators. */
const words: Record<Permission, RegExp> = {
  ask: /^(default|ask|manual|normal|alwaysask|ondemand)$/,
  'accept-edits': /^(accept|auto|autoaccept)edits?$/,
  plan: /^(plan|planning|planmode|readonly)$/,
  bypass: /^(bypass|bypasspermissions|yolo|fullaccess|dangerfullaccess)$/,
}

/** Modes in which an agent answers for the person. */
const decides = /auto|accept|bypass|yolo|dontask|never|full/

/**
 * The mode to ask for, or undefined where the one that holds will do. Where the agent has none for a
 * permission, the one that asks is right: whoever is asked then answers by that permission.
 */
export function modeFor(permission: Permission, { offered, current }: Choice): string | undefined {
  const wanted =
    offered.find(({ id }) => words[permission].test(plain(id))) ??
    offered.find(({ id }) => words.ask.test(plain(id)))
  const mode = wanted?.id ?? (holds(permission, current) ? current : careful(offered))
  return mode === current ? undefined : mode
}

/** Whether a mode that the agent chose by itself may stay: it neither decides for the person nor only plans. */
function holds(permission: Permission, mode: string | undefined): boolean {
  if (mode === undefined || answersItself(mode)) return false
  return permission === 'plan' || !words.plan.test(plain(mode))
}

/** Whether an agent in this mode may do things without asking. */
export function answersItself(mode: string | undefined): boolean {
  return mode !== undefined && decides.test(plain(mode))
}

function careful(offered: Choice['offered']): string | undefined {
  return offered.find(({ id }) => !answersItself(id) && !words.plan.test(plain(id)))?.id
}

function plain(id: string): string {
  return id.toLowerCase().replaceAll(/[^a-z]/g, '')
}
