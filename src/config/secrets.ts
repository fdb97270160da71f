type Environment = Readonly<Record<string, string | undefined>>

const secretName =
  /(^|_)(API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|AUTH|COOKIE)S?(_|$)/i

/** Shorter values, and paths, hide more than they give away. */
function tellsMuch(value: string): boolean {
  return value.length >= 8 && !/^([A-Za-z]:)?[\\/]/.test(value)
}

/**
 * Values of an environment that no log and no telemetry may show: those whose names say so, those that
 * `names` names for agents, and those that the telemetry itself shows at the door of its receiver.
 */
export function secretsOf(env: Environment, names: readonly string[]): string[] {
  return Object.entries(env)
    .flatMap(([name, value = '']) => {
      if (/^OTEL_EXPORTER_OTLP_(\w+_)?HEADERS$/.test(name)) return headerValues(value)
      return secretName.test(name) || names.includes(name) ? [value] : []
    })
    .filter(tellsMuch)
}

/** `name=value,name=value`, the values percent-encoded. Both forms, and a value without its scheme. */
function headerValues(headers: string): string[] {
  return headers.split(',').flatMap((header) => {
    const value = header.slice(header.indexOf('=') + 1).trim()
    const plain = decoded(value)
    return [value, plain, plain.replace(/^\w+\s+/, '')]
  })
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // Not encoded after all.
    return value
  }
}
