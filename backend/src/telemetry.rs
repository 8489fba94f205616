//! Logs and traces: set up once at start, flushed at the end.

use opentelemetry::{
    global,
    trace::{TraceContextExt as _, TraceId, TracerProvider as _},
};
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::{propagation::TraceContextPropagator, trace::SdkTracerProvider};
use std::collections::HashMap;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{
    EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::{Config, LogFormat};

/// Flushes what is not yet exported when the service ends.
#[derive(Debug)]
pub struct Telemetry(Option<SdkTracerProvider>);

/// Starts logging to standard error and, where an OTLP endpoint is set, tracing.
///
/// # Errors
/// When the exporter cannot be built.
pub fn start(config: &Config) -> anyhow::Result<Telemetry> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let provider = config.otlp_endpoint.as_deref().map(tracer).transpose()?;
    let traces = provider
        .as_ref()
        .map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("backend")));
    let output = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let output = match config.log_format {
        LogFormat::Json => output.json().flatten_event(true).boxed(),
        LogFormat::Pretty => output.boxed(),
    };
    global::set_text_map_propagator(TraceContextPropagator::new());
    tracing_subscriber::registry()
        .with(filter)
        .with(traces)
        .with(output)
        .init();
    Ok(Telemetry(provider))
}

fn tracer(endpoint: &str) -> anyhow::Result<SdkTracerProvider> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()?;
    let resource = opentelemetry_sdk::Resource::builder()
        .with_service_name("backend")
        .build();
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource)
        .build())
}

impl Telemetry {
    pub fn stop(self) {
        if let Some(Err(error)) = self.0.map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "traces.lost");
        }
    }
}

/// Puts a new span into the trace of a W3C traceparent. Where the current span is in that trace already, as what the
/// sidecar delivers is, it is the nearer parent. The span's empty field `trace.id` then tells the trace in logs.
pub fn join_trace(span: &tracing::Span, traceparent: Option<&str>) {
    if let Some(parent) = traceparent {
        let carrier = HashMap::from([("traceparent".to_owned(), parent.to_owned())]);
        let context = global::get_text_map_propagator(|propagator| propagator.extract(&carrier));
        if trace_of(&tracing::Span::current().context()) != trace_of(&context) {
            // Nothing to join where no traces are exported.
            let _untraced = span.set_parent(context);
        }
    }
    let id = trace_of(&span.context());
    if id != TraceId::INVALID {
        span.record("trace.id", tracing::field::display(id));
    }
}

fn trace_of(context: &opentelemetry::Context) -> TraceId {
    context.span().span_context().trace_id()
}

/// The W3C traceparent of the current span, where it is traced.
#[must_use]
pub fn traceparent() -> Option<String> {
    let mut carrier = HashMap::new();
    let context = tracing::Span::current().context();
    global::get_text_map_propagator(|propagator| propagator.inject_context(&context, &mut carrier));
    carrier.remove("traceparent")
}
