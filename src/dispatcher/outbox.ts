import type { Order } from '../core/order.ts'
import type { PendingOrder } from '../store/store.ts'

/**
 * Orders that were recorded and not yet settled, by id. Kept in step with the store: what is saved
 * is put here, what a runner settled is taken out. Sent again on every new connection; a runner
 * carries each out at most once.
 */
export type Outbox = {
  /** A new order on its way to the store; it is not in the outbox until `put`. */
  pending(runner: string, order: Order, at: number): PendingOrder
  get(id: string): PendingOrder | undefined
  put(orders: readonly PendingOrder[]): void
  settle(ids: readonly string[]): void
  /** Of one runner, in the order in which they were recorded. */
  of(runner: string): PendingOrder[]
}

export function outbox(newId: () => string): Outbox {
  const orders = new Map<string, PendingOrder>()
  return {
    pending: (runner, order, at) => ({ id: newId(), runner, order, at }),
    get: (id) => orders.get(id),
    put(added) {
      for (const order of added) orders.set(order.id, order)
    },
    settle(ids) {
      for (const id of ids) orders.delete(id)
    },
    of: (runner) => [...orders.values()].filter((order) => order.runner === runner),
  }
}
