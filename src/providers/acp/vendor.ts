import { asObject, type Wire } from '../telling/wire.ts'

/** What one vendor says beside the protocol; other vendors leave it out. */
export function vendorMeta(wire: Wire | undefined): Wire | undefined {
  return asObject(asObject(wire?._meta)?.claudeCode)
}
