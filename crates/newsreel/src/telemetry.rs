//! What the program tells of its own work: logs on stderr, and, where a collector is configured, traces by OTLP over HTTP.

use std::collections::HashMap;
use std::fmt;

use anyhow::Context as _;
use newsreel_log::trace::{self, Carrier, TRACEPARENT};
use newsreel_web::outgoing::Outgoing;
use opentelemetry::KeyValue;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::{Level, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::filter::{EnvFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt as logs};

use crate::config::{LogFormat, LoggingConfig};
use crate::print;

/// The path of a collector that takes traces.
const TRACES: &str = "/v1/traces";

/// What is to be ended in order, so that the last spans arrive.
pub(crate) struct Telemetry(Option<SdkTracerProvider>);

impl Telemetry {
    /// Sends what is left.
    pub(crate) async fn end(self) {
        let Some(provider) = self.0 else { return };
        let ended = tokio::task::spawn_blocking(move || provider.shutdown()).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!("the last spans of traces did not reach the collector: {error}");
        }
    }
}

/// Logs from here on, and, where a collector is given, sends traces to it in the name of a service.
///
/// # Errors
/// When it is not understood what is to be logged, or how to send traces.
pub(crate) fn start(logging: &LoggingConfig, traces: Option<(&str, &str)>) -> anyhow::Result<Telemetry> {
    let filter = EnvFilter::try_new(&logging.filter)
        .map_err(|error| anyhow::anyhow!("`{}` does not say what to log: {error}", logging.filter))?;
    let lines = logs::layer().with_ansi(false).with_writer(print::LogLines::stderr);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match logging.format {
        LogFormat::Json => lines.json().with_filter(filter).boxed(),
        LogFormat::Text => lines.with_target(false).compact().with_filter(filter).boxed(),
    };
    let provider = traces.map(|(service, collector)| provider(service, collector)).transpose()?;
    let spans = provider.as_ref().map(|provider| {
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("newsreel"));
        let layer = layer.with_location(false).with_threads(false).with_tracked_inactivity(false);
        layer.with_filter(Targets::new().with_target(trace::TARGET, Level::INFO))
    });
    tracing_subscriber::registry().with(lines).with(spans).init();
    if provider.is_some() {
        trace::carry_with(Box::new(TraceContext(TraceContextPropagator::new())));
    }
    Ok(Telemetry(provider))
}

fn provider(service: &str, collector: &str) -> anyhow::Result<SdkTracerProvider> {
    let address = format!("{}{TRACES}", collector.trim_end_matches('/').trim_end_matches(TRACES));
    let http = Outgoing::new().context("traces cannot be sent: the certificates of this machine cannot be read")?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Collector { http, runtime: Handle::current() })
        .with_endpoint(address)
        .build()
        .with_context(|| format!("traces cannot be sent to {collector}"))?;
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder().with_service_name(format!("newsreel-{service}")).with_attribute(version).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

/// Sends spans from the thread that gathers them, which has no runtime of its own.
struct Collector {
    http: Outgoing,
    runtime: Handle,
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collector")
    }
}

#[async_trait::async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (http, request) = (self.http.clone(), request.map(Vec::from));
        let answered = self.runtime.spawn(async move { http.send(request).await }).await??;
        Ok(answered.map(Bytes::from))
    }
}

/// Traces as W3C Trace Context has them.
struct TraceContext(TraceContextPropagator);

impl Carrier for TraceContext {
    fn context_of(&self, span: &Span) -> Option<String> {
        let mut headers = HashMap::new();
        self.0.inject_context(&span.context(), &mut headers);
        headers.remove(TRACEPARENT)
    }

    fn join(&self, span: &Span, context: &str) {
        let headers = HashMap::from([(TRACEPARENT.to_owned(), context.to_owned())]);
        // A span that nobody records has no parent.
        let _ = span.set_parent(self.0.extract(&headers));
    }
}
