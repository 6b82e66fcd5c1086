//! Uploaded files in a folder, behind the same signed requests as an S3 bucket's.
//!
//! A file is `<key>` with its headers in `<key>.json` beside it. The headers are there first, and both
//! are on disk before the upload is acknowledged.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use roomcast_domain::{Clock, Refusal, Upload};
use roomcast_functions::error::{Error, Failure};
use roomcast_functions::http::respond;
use roomcast_functions::uploads::files::{Files, key_of_path};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tower_http::services::ServeFile;

use crate::gateway::{self, Answer, boxed};

/// What a file is served with.
#[derive(Serialize, Deserialize)]
struct Kept {
    content_type: String,
    disposition: String,
}

/// The folder of uploaded files.
#[derive(Clone)]
pub struct Folder {
    directory: Arc<Path>,
    files: Files,
    clock: Clock,
}

impl Folder {
    /// The folder `files` of a data directory; what an upload that was cut off left behind is deleted.
    pub fn open(data_dir: &Path, files: Files, clock: Clock) -> std::io::Result<Self> {
        let directory = data_dir.join("files");
        std::fs::create_dir_all(&directory)?;
        for entry in std::fs::read_dir(&directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "part") {
                std::fs::remove_file(path)?;
            }
        }
        Ok(Self { directory: directory.into(), files, clock })
    }

    /// Answers a request below `/files/`.
    pub async fn answer(&self, request: Request<Incoming>) -> Answer {
        let Some(key) = key_of_path(request.uri().path()).map(str::to_owned) else {
            return respond::refuse(&Refusal::FileNotFound).map(boxed);
        };
        match *request.method() {
            Method::GET | Method::HEAD => self.read(&key, request).await,
            Method::PUT => match self.take(&key, request).await {
                Ok(()) => Response::new(boxed(bytes::Bytes::new())),
                Err(error) => refuse("put_file", &error),
            },
            Method::OPTIONS => allow(),
            _ => respond::refuse(&Refusal::MethodNotAllowed).map(boxed),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    async fn read(&self, key: &str, request: Request<Incoming>) -> Answer {
        let kept = tokio::fs::read(self.path(&format!("{key}.json"))).await.ok();
        let Some(kept) = kept.and_then(|kept| serde_json::from_slice::<Kept>(&kept).ok()) else {
            return respond::refuse(&Refusal::FileNotFound).map(boxed);
        };
        let request = request.map(|_| Empty::<bytes::Bytes>::new());
        let served = ServeFile::new(self.path(key)).try_call(request).await;
        let mut response = match served {
            Ok(response) if response.status() != StatusCode::NOT_FOUND => response.map(BodyExt::boxed_unsync),
            Ok(_) => return respond::refuse(&Refusal::FileNotFound).map(boxed),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return respond::refuse(&Refusal::FileNotFound).map(boxed);
            }
            Err(error) => return refuse("get_file", &Error::Bucket(Failure::lasting(error))),
        };
        let headers = response.headers_mut();
        set(headers, CONTENT_TYPE, &kept.content_type);
        set(headers, CONTENT_DISPOSITION, &kept.disposition);
        set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(headers, CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
        set(headers, CACHE_CONTROL, "public, max-age=31536000, immutable");
        response
    }

    async fn take(&self, key: &str, request: Request<Incoming>) -> Result<(), Error> {
        let (parts, body) = request.into_parts();
        let query = parts.uri.query().unwrap_or_default();
        let announced = announced(&parts.headers).filter(|upload| {
            self.files.check_upload(&parts.headers, key, query, upload, self.clock.now()).is_ok()
        });
        let Some(upload) = announced else {
            gateway::drain(body).await;
            return Err(Refusal::UploadNotAllowed.into());
        };
        self.store(key, upload, body).await.map_err(|error| Error::Bucket(Failure::passing(error)))
    }

    async fn store(&self, key: &str, upload: Upload, body: Incoming) -> std::io::Result<()> {
        let part = self.path(&format!("{key}.{:016x}.part", rand::random::<u64>()));
        let stored = self.store_through(&part, key, upload, body).await;
        if stored.is_err() {
            // What was cut off is of no use to anybody.
            let _ = tokio::fs::remove_file(&part).await;
        }
        stored
    }

    async fn store_through(
        &self,
        part: &Path,
        key: &str,
        upload: Upload,
        mut body: Incoming,
    ) -> std::io::Result<()> {
        let mut file = tokio::fs::File::create(part).await?;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(std::io::Error::other)?.into_data() else { continue };
            file.write_all(&data).await?;
        }
        file.sync_all().await?;
        let kept = Kept { content_type: upload.content_type, disposition: upload.disposition };
        let headers = self.path(&format!("{key}.json"));
        let mut written = tokio::fs::File::create(&headers).await?;
        written.write_all(&serde_json::to_vec(&kept)?).await?;
        written.sync_all().await?;
        tokio::fs::rename(part, self.path(key)).await?;
        tokio::fs::File::open(&self.directory).await?.sync_all().await
    }
}

/// What the headers of an upload say of it.
fn announced(headers: &HeaderMap) -> Option<Upload> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    Some(Upload {
        content_type: text(CONTENT_TYPE)?.to_owned(),
        disposition: text(CONTENT_DISPOSITION)?.to_owned(),
        size_bytes: text(CONTENT_LENGTH)?.parse().ok()?,
    })
}

/// Logs a failure and answers what the client is told of it.
fn refuse(operation: &str, error: &Error) -> Answer {
    error.log(operation);
    respond::refuse(&error.refusal()).map(boxed)
}

/// The answer to a preflight, where the gateway adds that the origin may call.
fn allow() -> Answer {
    let mut response = Response::new(boxed(bytes::Bytes::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    respond::allow(response.headers_mut(), "GET, HEAD, PUT, OPTIONS", "Content-Type, Content-Disposition");
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
