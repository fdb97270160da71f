import type { Scene } from '../scene.ts'
import { approval, approvals, childApproval, question } from './asking.ts'
import { edit, long, plan, slow, text, thinking, tools } from './basic.ts'
import {
  badutf8,
  crash,
  fail,
  flood,
  future,
  halfline,
  line,
  shellGrandchild,
  u2028,
} from './faults.ts'
import { hostile } from './hostile.ts'
import { background, childFails, nested, parallel } from './subagents.ts'

/** Every scene that `/play NAME` knows, next to the stories. */
export const scenes: Record<string, Scene> = {
  text,
  thinking,
  plan,
  tools,
  edit,
  approval,
  approvals,
  question,
  nested,
  parallel,
  background,
  'child-approval': childApproval,
  'child-fails': childFails,
  fail,
  crash,
  long,
  slow,
  'shell-grandchild': shellGrandchild,
  flood,
  line,
  halfline,
  badutf8,
  u2028,
  future,
  hostile,
}
