import type { Scene } from '../scene.ts'
import { orderFlow } from './order-flow.ts'
import { checkoutRetry, validationAudit } from './stories-shop.ts'
import { flakyTest, ledgerRounding, manualRefresh } from './stories-ledger.ts'
import { forecastUpgrade, iconBundle } from './stories-weather.ts'

/** The stories of the demo fleet, each of another shape. */
export const stories: Record<string, Scene> = {
  'checkout-retry': checkoutRetry,
  'ledger-rounding': ledgerRounding,
  'validation-audit': validationAudit,
  'flaky-test': flakyTest,
  'forecast-upgrade': forecastUpgrade,
  'icon-bundle': iconBundle,
  'manual-refresh': manualRefresh,
  'order-flow': orderFlow,
}
