//! Logs and traces: set up once at start, flushed at the end. A request's span goes on to the backend with it.

use std::error::Error;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use opentelemetry::{
    global,
    propagation::{Extractor, Injector},
    trace::{TraceContextExt as _, TraceId, TracerProvider as _},
};
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::Instrument as _;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{
    EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::Config;

/// W3C trace context: whose request this one is part of.
pub(super) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Flushes what is not yet exported when the service ends.
#[derive(Debug)]
pub struct Telemetry(Option<SdkTracerProvider>);

/// Starts logging to standard error and, where an OTLP endpoint is set, tracing.
///
/// # Errors
/// When the exporter cannot be built.
pub fn start(config: &Config) -> Result<Telemetry, Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let provider = config.otlp_endpoint.as_deref().map(tracer).transpose()?;
    let traces = provider
        .as_ref()
        .map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("frontend")));
    let output = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let output = if config.log_json {
        output.json().flatten_event(true).boxed()
    } else {
        output.boxed()
    };
    global::set_text_map_propagator(TraceContextPropagator::new());
    tracing_subscriber::registry()
        .with(filter)
        .with(traces)
        .with(output)
        .init();
    Ok(Telemetry(provider))
}

fn tracer(endpoint: &str) -> Result<SdkTracerProvider, Box<dyn Error>> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()?;
    let resource = Resource::builder().with_service_name("frontend").build();
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

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct HeadersMut<'a>(&'a mut HeaderMap);

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}

/// One span a request, in the caller's trace. The request then names it as its own parent, so that whatever passes
/// it on continues here. It names the path, never the query: that holds what people wrote.
pub(super) async fn trace(mut request: Request, next: Next) -> Response {
    let span = tracing::info_span!(
        "request",
        otel.kind = "server",
        http.method = %request.method(),
        url.path = request.uri().path(),
        trace.id = tracing::field::Empty,
    );
    let caller = global::get_text_map_propagator(|w3c| w3c.extract(&Headers(request.headers())));
    // Nothing to join where no traces are exported.
    let _untraced = span.set_parent(caller);
    let context = span.context();
    let id = context.span().span_context().trace_id();
    if id != TraceId::INVALID {
        span.record("trace.id", tracing::field::display(id));
        let mut headers = HeadersMut(request.headers_mut());
        global::get_text_map_propagator(|w3c| w3c.inject_context(&context, &mut headers));
    }
    next.run(request).instrument(span).await
}
