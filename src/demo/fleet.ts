import type { Permission } from '../core/ask.ts'
import type { ProjectName } from './projects.ts'

/** One session of the demo fleet. Its prompt alone makes the agent play its story. */
export type FleetSession = {
  title: string
  project: ProjectName
  prompt: string
  permission: Permission
  /** The story's name; `/play story name=…` plays it too. */
  story: string
}

/** Eight sessions over the three scratch projects, each in another state after some seconds. */
export const demoFleet: readonly FleetSession[] = [
  {
    title: 'Retry payments at checkout',
    project: 'shop-api',
    prompt:
      'Payments time out now and then at checkout. Retry them with backoff, never charge twice, and cover it with a test.',
    permission: 'accept-edits',
    story: 'checkout-retry',
  },
  {
    title: 'A cent missing in the monthly report',
    project: 'ledger',
    prompt:
      'The totals of the monthly report are sometimes off by a cent. Find out why and fix it.',
    permission: 'accept-edits',
    story: 'ledger-rounding',
  },
  {
    title: 'Audit input validation',
    project: 'shop-api',
    prompt:
      'Audit every route for missing input validation. Use subagents, check what they find, and give me a ranked list.',
    permission: 'accept-edits',
    story: 'validation-audit',
  },
  {
    title: 'Parser test fails on some days',
    project: 'ledger',
    prompt: 'The parser test fails on some days of the month and passes on others. Make it stable.',
    permission: 'accept-edits',
    story: 'flaky-test',
  },
  {
    title: 'Upgrade the forecast client',
    project: 'weather-board',
    prompt:
      'Move the forecast client to version 2 of the weather service and keep the board as it is.',
    permission: 'accept-edits',
    story: 'forecast-upgrade',
  },
  {
    title: 'Shrink the icon bundle',
    project: 'weather-board',
    prompt: 'The icon bundle is 1.4 MB. Build it so that only the icons in use are shipped.',
    permission: 'accept-edits',
    story: 'icon-bundle',
  },
  {
    title: 'Bring the manual up to date',
    project: 'ledger',
    prompt:
      'Bring the manual up to date with the options the command really has. Check the examples in the background.',
    permission: 'accept-edits',
    story: 'manual-refresh',
  },
  {
    title: 'How orders flow through the service',
    project: 'shop-api',
    prompt:
      'Explain how an order flows through this service, from the request to the receipt, with all its failure paths.',
    permission: 'accept-edits',
    story: 'order-flow',
  },
]
