//! Collects the spans of every process, and follows a request through them.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::stream;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::{
    Request, Response,
    body::{Bytes, Frame, Incoming},
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
    server::conn::http2,
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    trace::v1::ResourceSpans,
};
use prost::Message as _;
use reqwest::Method;
use serde_json::json;
use tokio::{net::TcpListener, sync::OnceCell, time::sleep};
use uuid::Uuid;

use crate::{app::within, cluster::Cluster, subject::CONSUMED};

/// A span, as far as it matters here; ids in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    trace: String,
    id: String,
    parent: String,
    /// "backend", "frontend": of the program or its sidecar.
    service: String,
    name: String,
    /// Whether one of ours made it, not a sidecar.
    ours: bool,
    path: String,
}

/// Takes OTLP over gRPC, as a collector does.
pub(crate) struct Collector {
    port: u16,
    spans: Spans,
}

type Spans = Arc<Mutex<Vec<Span>>>;

/// A gRPC message: one byte that says it is not compressed, four of its length, and the message.
const PREFIX: usize = 5;

/// One unary call: keeps what was exported, and answers with an empty message.
async fn export(
    spans: Spans,
    request: Request<Incoming>,
) -> Result<Response<impl hyper::body::Body<Data = Bytes, Error = Infallible>>, hyper::Error> {
    let message = request
        .into_body()
        .collect()
        .await?
        .to_bytes()
        .slice(PREFIX..);
    let received = ExportTraceServiceRequest::decode(message).expect("a batch of spans");
    let received = received.resource_spans.iter().flat_map(read);
    spans.lock().unwrap().extend(received);
    let status = HeaderMap::from_iter([("grpc-status".parse().unwrap(), HeaderValue::from(0))]);
    let frames = [
        Ok(Frame::data(Bytes::from_static(&[0; PREFIX]))),
        Ok(Frame::trailers(status)),
    ];
    let mut response = Response::new(StreamBody::new(stream::iter(frames)));
    let grpc = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert(CONTENT_TYPE, grpc);
    Ok(response)
}

fn read(batch: &ResourceSpans) -> Vec<Span> {
    let attributes = batch
        .resource
        .iter()
        .flat_map(|resource| &resource.attributes);
    let service = text(attributes, "service.name");
    let scopes = batch.scope_spans.iter();
    scopes
        .flat_map(|scope| {
            let ours = scope
                .scope
                .as_ref()
                .is_some_and(|scope| scope.name == service);
            scope.spans.iter().map(move |span| (ours, span))
        })
        .map(|(ours, span)| Span {
            trace: hex(&span.trace_id),
            id: hex(&span.span_id),
            parent: hex(&span.parent_span_id),
            service: service.clone(),
            name: span.name.clone(),
            ours,
            path: text(&span.attributes, "url.path"),
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    let digits = |text: String, byte: &u8| text + &format!("{byte:02x}");
    bytes.iter().fold(String::new(), digits)
}

fn text<'a>(attributes: impl IntoIterator<Item = &'a KeyValue>, key: &str) -> String {
    let found = attributes
        .into_iter()
        .find(|attribute| attribute.key == key);
    match found.and_then(|found| found.value.as_ref()?.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        _ => String::new(),
    }
}

impl Collector {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let spans = Spans::default();
        let kept = Arc::clone(&spans);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                let service = service_fn(move |request| export(Arc::clone(&kept), request));
                let builder = http2::Builder::new(TokioExecutor::new());
                tokio::spawn(builder.serve_connection(TokioIo::new(socket), service));
            }
        });
        Self { port, spans }
    }

    /// HOST:PORT
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// How many spans of ours have a name.
    fn count(&self, name: &str) -> usize {
        let spans = self.spans.lock().unwrap();
        spans
            .iter()
            .filter(|span| span.ours && span.name == name)
            .count()
    }

    /// All spans of a trace.
    fn of(&self, trace: &str) -> Vec<Span> {
        let spans = self.spans.lock().unwrap();
        spans
            .iter()
            .filter(|span| span.trace == trace)
            .cloned()
            .collect()
    }
}

/// The one of this process, which every traced cluster exports to.
pub(crate) async fn collector() -> &'static Collector {
    static COLLECTOR: OnceCell<Collector> = OnceCell::const_new();
    COLLECTOR.get_or_init(Collector::start).await
}

/// From a span to the request that began it all: who made each, and its name.
fn ancestry(spans: &[Span], from: &Span) -> Vec<Span> {
    let mut chain = vec![from.clone()];
    while let Some(parent) = spans
        .iter()
        .find(|span| span.id == chain[chain.len() - 1].parent)
    {
        assert!(!chain.contains(parent), "a circle: {chain:?}");
        chain.push(parent.clone());
    }
    chain
}

/// The browser's request, the frontend, both sidecars, the backend, its outbox, the broker, the sidecar again, and
/// the consumers.
pub(crate) async fn one_trace_leads_from_the_browser_to_the_stream(cluster: &mut Cluster) {
    let door = cluster.door(&[&cluster.replica]).await;
    let ada = cluster.subject.person().await.through(&door.url);
    let collector = collector().await;
    // A live consumer that has just come hears of nothing from before.
    let heard = collector.count("wake");
    let woken = async || {
        ada.add("heard").await;
        sleep(Duration::from_millis(500)).await;
        collector.count("wake")
    };
    within(CONSUMED, woken, |count| *count > heard).await;
    let browser = "00f067aa0ba902b7";
    let trace = Uuid::from_u128(rand::random()).simple().to_string();
    let request = ada
        .request(Method::POST, "/tasks")
        .header("traceparent", format!("00-{trace}-{browser}-01"));
    ada.send(request.json(&json!({"title": "traced"})))
        .await
        .expect(201);
    let ends = |spans: &[Span], name: &str| {
        let end = spans.iter().find(|span| span.ours && span.name == name);
        end.map(|end| ancestry(spans, end))
    };
    let whole = |chain: Option<Vec<Span>>| {
        chain.is_some_and(|chain| chain.last().is_some_and(|first| first.parent == browser))
    };
    let spans = within(
        CONSUMED,
        async || collector.of(&trace),
        |spans| {
            ["consume", "wake"]
                .iter()
                .all(|name| whole(ends(spans, name)))
                && spans.iter().any(|span| span.name.starts_with("pubsub/"))
        },
    )
    .await;
    for name in ["consume", "wake"] {
        let chain = ends(&spans, name).unwrap();
        let ours: Vec<_> = chain
            .iter()
            .filter(|span| span.ours && !span.path.starts_with("/events/"))
            .map(|span| (span.service.as_str(), span.name.as_str()))
            .collect();
        assert_eq!(
            ours,
            [
                ("backend", name),
                ("backend", "publish"),
                ("backend", "request"),
                ("frontend", "request"),
            ],
            "{chain:#?}"
        );
        let mut sidecars: Vec<_> = chain
            .iter()
            .filter(|span| !span.ours && !span.name.starts_with("pubsub/"))
            .map(|span| span.service.as_str())
            .collect();
        sidecars.dedup();
        assert_eq!(sidecars, ["backend", "frontend"], "{chain:#?}");
    }
    // The broker's hop: the sidecar delivers what was published.
    let delivery = spans
        .iter()
        .find(|span| span.name.starts_with("pubsub/"))
        .unwrap();
    let published = &ancestry(&spans, delivery)[1];
    assert_eq!((published.ours, published.name.as_str()), (true, "publish"));
    door.stop().await;
}
