import type { Scenarios } from '../../model-server/scenario.ts'
import { bash } from './calls.ts'

/** What goes wrong, and what does not end by itself. */
export const trouble: Scenarios = {
  bad: [{ error: { status: 400, type: 'invalid_request_error', message: 'bad thing' } }],
  busy: [
    {
      error: { status: 529, type: 'overloaded_error', message: 'Overloaded', times: 1 },
      text: 'Recovered.',
    },
  ],
  limited: [
    {
      error: { status: 429, type: 'rate_limit_error', message: 'Slow down', times: 1 },
      text: 'Let in again.',
    },
  ],
  'nearly-used-up': [
    {
      text: 'There is little left.',
      headers: {
        'anthropic-ratelimit-unified-status': 'allowed_warning',
        'anthropic-ratelimit-unified-representative-claim': 'five_hour',
        'anthropic-ratelimit-unified-5h-utilization': '0.92',
        'anthropic-ratelimit-unified-5h-reset': '4102444800',
        'anthropic-ratelimit-unified-5h-surpassed-threshold': '0.9',
        'anthropic-ratelimit-unified-7d-utilization': '0.3',
        'anthropic-ratelimit-unified-7d-reset': '4102444800',
        'anthropic-ratelimit-unified-reset': '4102444800',
      },
    },
  ],
  locked: [{ error: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' } }],
  hanging: [{ text: 'A word and then', hang: 'text' }],
  // Allowed by the person's own rules: see the whole path's project.
  slow: [{ text: 'It takes long.', calls: [bash('./slow.sh')] }, { text: 'Slept.' }],
}
