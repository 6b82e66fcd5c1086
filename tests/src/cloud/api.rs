//! The HTTP side of a fake AWS.

use std::convert::Infallible;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::sandbox::Sandbox;
use super::state::State;

/// A process that the Runtime API is spoken to by, and its function.
type Of = Option<(String, Weak<Sandbox>)>;

/// Serves AWS to everybody, or the Runtime API to one process.
pub async fn serve(listener: TcpListener, state: Arc<State>, of: Of, tls: Option<TlsAcceptor>) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let (state, of, tls) = (state.clone(), of.clone(), tls.clone());
        tokio::spawn(async move {
            match tls {
                None => talk(stream, state, of).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        talk(stream, state, of).await;
                    }
                }
            }
        });
    }
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(stream: S, state: Arc<State>, of: Of) {
    let service = service_fn(move |request| answer(state.clone(), of.clone(), request));
    let connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let _ = connection.await;
}

async fn answer(
    state: Arc<State>,
    of: Of,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let path: Vec<&str> = parts.uri.path().trim_start_matches('/').split('/').collect();
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    Ok(match (target, &path[..]) {
        (Some(target), _) => {
            let operation = target.rsplit('.').next().unwrap_or_default();
            pause(state.weather.table).await;
            let (status, text) = state.engine.execute(operation, &String::from_utf8_lossy(&body));
            let response =
                Response::builder().status(status).header("content-type", "application/x-amz-json-1.0");
            response.body(Full::new(text.into())).expect("a response")
        }
        (None, ["2018-06-01", "runtime", "invocation", "next"]) => next_event(&state, of).await,
        (None, ["2018-06-01", "runtime", "invocation", id, kind]) => {
            let value = serde_json::from_slice(&body).unwrap_or(Value::Null);
            if let Some(waiting) = state.answers.lock().unwrap().remove(*id) {
                let _ = waiting.to.send(if *kind == "response" { Ok(value) } else { Err(value) });
            }
            status(202)
        }
        (None, ["2015-03-31", "functions", function, "invocations"]) => {
            let event = parts.headers.get("x-amz-invocation-type").is_some_and(|kind| kind == "Event");
            let job: Value = serde_json::from_slice(&body).unwrap_or_default();
            if !is_signed(&parts) || !event || job["job"] != **function {
                return Ok(status(403));
            }
            if let Some(fault) = state.fault(function) {
                return Ok(status(fault));
            }
            state.jobs.lock().unwrap().push_back(job);
            state.handed_over.notify_one();
            status(202)
        }
        (None, ["v1", "@connections" | "%40connections", connection]) => {
            let connection = connection.replace("%3D", "=");
            status(if is_signed(&parts) { post(&state, connection, &parts.method, body).await } else { 403 })
        }
        _ => status(404),
    })
}

fn is_signed(parts: &http::request::Parts) -> bool {
    let authorization = parts.headers.get("authorization");
    authorization.is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256"))
}

/// A call of the management API; its status.
async fn post(state: &State, connection: String, method: &Method, body: Bytes) -> u16 {
    pause(state.weather.post).await;
    if state.gone.lock().unwrap().contains(&connection) {
        return 410;
    }
    if let Some(fault) = state.fault(&connection) {
        return fault;
    }
    let number = state.requests.fetch_add(1, Ordering::Relaxed) + 1;
    if let Some((_, fault)) = state.every.lock().unwrap().iter().find(|(n, _)| number.is_multiple_of(*n)) {
        return *fault;
    }
    let frame = if *method == Method::DELETE { Bytes::from_static(b"\"deleted\"") } else { body };
    state.posts.lock().unwrap().push((connection, frame));
    state.posted.fetch_add(1, Ordering::Relaxed);
    let killed = {
        let mut deadly = state.deadly.lock().unwrap();
        match &mut *deadly {
            Some((left, _)) if *left > 1 => {
                *left -= 1;
                None
            }
            _ => deadly.take(),
        }
    };
    if let Some((_, handler)) = killed {
        state.kill(&handler);
    }
    200
}

async fn pause(time: std::time::Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

fn status(status: u16) -> Response<Full<Bytes>> {
    Response::builder().status(status).body(Full::default()).expect("a response")
}

async fn next_event(state: &State, of: Of) -> Response<Full<Bytes>> {
    let Some((handler, sandbox)) = of else { return status(404) };
    if let Some(sandbox) = sandbox.upgrade() {
        sandbox.asked();
    }
    loop {
        let waiting = state.waiting.notified();
        tokio::pin!(waiting);
        waiting.as_mut().enable();
        // A process that was ended gets no event.
        if sandbox.strong_count() == 0 {
            return status(410);
        }
        let event = {
            let mut queues = state.queues.lock().unwrap();
            let queue = queues.entry(handler.clone()).or_default();
            queue.asked = true;
            queue.events.pop_front()
        };
        if let Some((id, event)) = event {
            let response = Response::builder()
                .header("lambda-runtime-aws-request-id", id)
                .header("lambda-runtime-deadline-ms", "9999999999999")
                .header(
                    "lambda-runtime-invoked-function-arn",
                    format!("arn:aws:lambda:eu-central-1:1:function:{handler}"),
                );
            return response.body(Full::new(event.to_string().into())).expect("a response");
        }
        waiting.await;
    }
}
