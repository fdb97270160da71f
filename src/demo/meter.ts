import type { Usage } from '@agentclientprotocol/sdk/unstable'

/** Dollars for a million tokens. */
export type Price = { input: number; output: number; cacheRead: number; cacheWrite: number }

export type Tokens = { input: number; output: number; cacheRead: number; cacheWrite: number }

/** Counts what one conversation with a model uses: each call reads what was there before from the cache. */
export type Meter = {
  readonly contextUsed: number
  readonly contextSize: number
  readonly tokens: Tokens
  /** One call of the model: `fresh` new tokens in, `output` out. Gives what it cost in dollars. */
  call: (fresh: number, output: number, price: Price) => number
}

const contextSize = 200_000
/** What an agent's own instructions and tools take. */
export const firstContext = 11_840

export function meter(contextBefore: number): Meter {
  const tokens: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
  let context = contextBefore
  return {
    get contextUsed() {
      return context
    },
    contextSize,
    tokens,
    call(fresh, output, price) {
      const written = fresh + (context === 0 ? firstContext : 0)
      const used = { input: 4, output, cacheRead: context, cacheWrite: written }
      // A conversation that outgrows its window is cut back, as real agents do.
      const grown = context + written + output
      context = grown > contextSize * 0.92 ? Math.round(contextSize * 0.4) : grown
      for (const key of ['input', 'output', 'cacheRead', 'cacheWrite'] as const)
        tokens[key] += used[key]
      return costOf(used, price)
    },
  }
}

export function costOf(tokens: Tokens, price: Price): number {
  const { input, output, cacheRead, cacheWrite } = tokens
  return (
    (input * price.input +
      output * price.output +
      cacheRead * price.cacheRead +
      cacheWrite * price.cacheWrite) /
    1e6
  )
}

/** Dollars to the millionth, as agents tell them. */
export function dollars(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}

export function tokensIn(text: string): number {
  return Math.ceil(text.length / 4)
}

export function toldUsage(tokens: Tokens): Usage {
  const { input, output, cacheRead, cacheWrite } = tokens
  return {
    inputTokens: input,
    outputTokens: output,
    cachedReadTokens: cacheRead,
    cachedWriteTokens: cacheWrite,
    totalTokens: input + output + cacheRead + cacheWrite,
  }
}
