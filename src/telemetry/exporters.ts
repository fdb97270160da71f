import { OTLPLogExporter as LogsAsJson } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as LogsAsProtobuf } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPMetricExporter as MetricsAsJson } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as MetricsAsProtobuf } from '@opentelemetry/exporter-metrics-otlp-proto'
import { OTLPTraceExporter as TracesAsJson } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as TracesAsProtobuf } from '@opentelemetry/exporter-trace-otlp-proto'
import type { Settings } from './settings.ts'

/** An exporter for each signal that is wanted, in the language that it is wanted in. */
export function exporters({ traces, metrics, logs }: Settings['signals']) {
  return {
    traces: traces && (traces === 'http/json' ? new TracesAsJson() : new TracesAsProtobuf()),
    metrics: metrics && (metrics === 'http/json' ? new MetricsAsJson() : new MetricsAsProtobuf()),
    logs: logs && (logs === 'http/json' ? new LogsAsJson() : new LogsAsProtobuf()),
  }
}
