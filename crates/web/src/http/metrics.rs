//! How the page and the services behind it are: for operators, and for what watches over them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use newsreel_log::service::{EndpointStats, ServiceStats};

use super::answer::Shared;

/// How many records the answers may be behind the log for this to be ready: beyond that they would mislead.
const MOST_BEHIND: u64 = 1000;

/// The services without which the page does not do all that it offers.
const NEEDED: [&str; 2] = ["newsreel-desk", "newsreel-projector"];

/// Whether questions are answered, how far behind the log, and whether readers are told of what moves.
pub(super) async fn ready(State(web): Shared) -> Response {
    if !web.hub.is_watching() {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready: what moves is not heard of yet\n").into_response();
    }
    match web.services.lag().await {
        Ok((lag, position)) => {
            let state = format!("position {position}, {lag} behind the log\n");
            match lag {
                0..=MOST_BEHIND => format!("ready: {state}").into_response(),
                _ => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {state}")).into_response(),
            }
        }
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}\n")).into_response(),
    }
}

/// How many requests were answered, by the first digit of their status.
#[derive(Default)]
pub(crate) struct Answers([AtomicU64; 6]);

impl Answers {
    pub(super) fn count(&self, status: StatusCode) {
        if let Some(counter) = self.0.get(usize::from(status.as_u16() / 100)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What Prometheus reads.
pub(super) async fn metrics(State(web): Shared) -> Response {
    let mut text = String::from(
        "# HELP newsreel_web_requests_total Requests answered.\n# TYPE newsreel_web_requests_total counter\n",
    );
    for (class, counter) in web.answered.0.iter().enumerate().skip(1) {
        let _ =
            writeln!(text, "newsreel_web_requests_total{{status=\"{class}xx\"}} {}", counter.load(Ordering::Relaxed));
    }
    text.push_str("# HELP newsreel_web_readers Readers who wait for what moves.\n# TYPE newsreel_web_readers gauge\n");
    let _ = writeln!(text, "newsreel_web_readers {}", web.hub.readers());
    text.push_str("# HELP newsreel_web_connections_let_go_total Connections closed because nothing went on over them.\n# TYPE newsreel_web_connections_let_go_total counter\n");
    let _ = writeln!(text, "newsreel_web_connections_let_go_total {}", web.let_go.load(Ordering::Relaxed));
    if let Ok((lag, position)) = web.services.lag().await {
        text.push_str("# HELP newsreel_projector_position The position of the log that answers describe.\n# TYPE newsreel_projector_position gauge\n");
        let _ = writeln!(text, "newsreel_projector_position {position}");
        text.push_str("# HELP newsreel_projector_lag How many records the projector is behind the log.\n# TYPE newsreel_projector_lag gauge\n");
        let _ = writeln!(text, "newsreel_projector_lag {lag}");
    }
    match web.services.statistics().await {
        Ok(services) => {
            instances(&services, &mut text);
            of_services(&services, &mut text);
        }
        Err(why) => tracing::debug!("the metrics are without those of the other services: {why}"),
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// How many processes of each service answer; of those that are needed also that there is none.
fn instances(services: &[ServiceStats], text: &mut String) {
    let mut running: BTreeMap<&str, u64> = NEEDED.map(|name| (name, 0)).into();
    for service in services {
        *running.entry(&service.name).or_default() += 1;
    }
    text.push_str("# HELP newsreel_service_instances Processes of a service that answer.\n# TYPE newsreel_service_instances gauge\n");
    for (name, count) in running {
        let _ = writeln!(text, "newsreel_service_instances{{service=\"{}\"}} {count}", label(name));
    }
}

/// The requests that came to every service, endpoint by endpoint.
fn of_services(services: &[ServiceStats], text: &mut String) {
    type Counter = (&'static str, &'static str, fn(&EndpointStats) -> f64);
    let counters: [Counter; 3] = [
        ("requests_total", "Requests to an endpoint of a service.", |endpoint| endpoint.num_requests as f64),
        ("errors_total", "Requests that were answered with an error.", |endpoint| endpoint.num_errors as f64),
        ("seconds_total", "How long requests took, together.", |endpoint| endpoint.processing_time as f64 / 1e9),
    ];
    for (name, about, value) in counters {
        let _ = writeln!(text, "# HELP newsreel_service_{name} {about}\n# TYPE newsreel_service_{name} counter");
        for service in services {
            for endpoint in &service.endpoints {
                let _ = writeln!(
                    text,
                    "newsreel_service_{name}{{service=\"{}\",instance=\"{}\",endpoint=\"{}\"}} {}",
                    label(&service.name),
                    label(&service.id),
                    label(&endpoint.name),
                    value(endpoint)
                );
            }
        }
    }
}

/// A value of a label, which anybody on the server may have chosen.
fn label(text: &str) -> String {
    text.chars().filter(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')).collect()
}
