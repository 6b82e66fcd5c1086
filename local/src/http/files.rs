//! Uploaded files in a folder, which takes the same signed requests as an S3 bucket.
//!
//! A file is `<key>`; its headers are in `<key>.json` beside it. The headers are written first, and both
//! are on disk before the upload is acknowledged.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, IF_NONE_MATCH, ORIGIN, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use roomcast_domain::{Clock, Refusal, Upload};
use roomcast_functions::error::{Error, Failure};
use roomcast_functions::http::respond;
use roomcast_functions::uploads::files::{Files, NOTHING_YET, key_of_path};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;
use tower_http::services::ServeFile;

use super::answer::{Answer, in_memory, refuse};
use super::body::{self, BodyLost};

/// The methods of an uploaded file.
const METHODS: &str = "GET, HEAD, PUT, OPTIONS";
/// The content security policy of a file: nothing in it runs, and a browser's own player may load what it
/// plays. The same as in `template.yaml`.
const POLICY: &str =
    "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'";

/// The origin of a sandboxed file. A browser that shows a film by itself has its player fetch the film
/// again, from this origin.
const OPAQUE: &str = "null";

/// The headers that a file is served with.
#[derive(Serialize, Deserialize)]
struct FileHeaders {
    content_type: String,
    disposition: String,
}

/// Why an upload was not stored.
enum UploadError {
    /// The request is not the one that was signed.
    Refused(Refusal),
    /// The body broke off or paused for too long.
    Lost(BodyLost),
    /// The disk did not take the file.
    Disk(std::io::Error),
}

impl From<BodyLost> for UploadError {
    fn from(lost: BodyLost) -> Self {
        Self::Lost(lost)
    }
}

impl From<std::io::Error> for UploadError {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

/// The folder of uploaded files.
#[derive(Clone)]
pub struct Folder {
    directory: Arc<Path>,
    files: Files,
    clock: Clock,
    /// Held while a file that has arrived takes its name: the first one of a key keeps it.
    naming: Arc<Mutex<()>>,
}

impl Folder {
    /// Opens the folder `files` of a data directory, makes it if needed, and deletes the remains of
    /// uploads that were cut off.
    pub fn open(data_dir: &Path, files: Files, clock: Clock) -> std::io::Result<Self> {
        let directory = data_dir.join("files");
        std::fs::create_dir_all(&directory)?;
        for entry in std::fs::read_dir(&directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "part") {
                std::fs::remove_file(path)?;
            }
        }
        Ok(Self { directory: directory.into(), files, clock, naming: Arc::default() })
    }

    /// Answers a request below `/files/`.
    pub async fn answer(&self, request: Request<Incoming>) -> Result<Answer, BodyLost> {
        let Some(key) = key_of_path(request.uri().path()).map(str::to_owned) else {
            return Ok(refuse(&Refusal::FileNotFound));
        };
        Ok(match *request.method() {
            Method::GET | Method::HEAD => self.read(&key, request).await,
            Method::PUT => match self.upload(&key, request).await {
                Ok(()) => Response::new(in_memory(bytes::Bytes::new())),
                Err(UploadError::Refused(refusal)) => refuse(&refusal),
                Err(UploadError::Lost(lost)) => return Err(lost),
                Err(UploadError::Disk(error)) => fail("put_file", Failure::passing(error)),
            },
            Method::OPTIONS => respond::preflight(request.headers(), METHODS).map(in_memory),
            _ => respond::refuse_method(METHODS).map(in_memory),
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    async fn read(&self, key: &str, request: Request<Incoming>) -> Answer {
        let stored = tokio::fs::read(self.path(&format!("{key}.json"))).await.ok();
        let Some(stored) = stored.and_then(|json| serde_json::from_slice::<FileHeaders>(&json).ok()) else {
            return refuse(&Refusal::FileNotFound);
        };
        let is_opaque = request.headers().get(ORIGIN).is_some_and(|origin| origin == OPAQUE);
        let request = request.map(|_| Empty::<bytes::Bytes>::new());
        let served = ServeFile::new(self.path(key)).try_call(request).await;
        let mut response = match served {
            Ok(response) if response.status() != StatusCode::NOT_FOUND => response.map(BodyExt::boxed_unsync),
            Ok(_) => return refuse(&Refusal::FileNotFound),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return refuse(&Refusal::FileNotFound);
            }
            Err(error) => return fail("get_file", Failure::lasting(error)),
        };
        let headers = response.headers_mut();
        set(headers, CONTENT_TYPE, &stored.content_type);
        set(headers, CONTENT_DISPOSITION, &stored.disposition);
        set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(headers, CONTENT_SECURITY_POLICY, POLICY);
        set(headers, CACHE_CONTROL, "public, max-age=31536000, immutable");
        if is_opaque {
            set(headers, ACCESS_CONTROL_ALLOW_ORIGIN, OPAQUE);
        }
        response
    }

    async fn upload(&self, key: &str, request: Request<Incoming>) -> Result<(), UploadError> {
        let (parts, body) = request.into_parts();
        let query = parts.uri.query().unwrap_or_default();
        let allowed = declared(&parts.headers)
            .filter(|upload| self.files.check_upload(key, query, upload, self.clock.now()).is_ok());
        let Some(upload) = allowed else {
            body::drain(body).await?;
            return Err(UploadError::Refused(Refusal::UploadNotAllowed));
        };
        if tokio::fs::try_exists(self.path(key)).await? {
            body::drain(body).await?;
            return Err(UploadError::Refused(Refusal::FileExists));
        }
        let part = self.path(&format!("{key}.{:016x}.part", rand::random::<u64>()));
        let stored = self.store_through(&part, key, upload, body).await;
        if stored.is_err() {
            // A file that cannot be deleted now is deleted at the next start.
            let _ = tokio::fs::remove_file(&part).await;
        }
        stored
    }

    /// Writes a body to the file `part`, its headers to their own file, and then gives the file its name.
    async fn store_through(
        &self,
        part: &Path,
        key: &str,
        upload: Upload,
        mut body: Incoming,
    ) -> Result<(), UploadError> {
        let mut file = tokio::fs::File::create(part).await?;
        while let Some(piece) = body::next_piece(&mut body).await? {
            file.write_all(&piece).await?;
        }
        file.sync_all().await?;
        // Of two uploads at the same time, the one that is complete first counts.
        let _naming = self.naming.lock().await;
        if tokio::fs::try_exists(self.path(key)).await? {
            return Err(UploadError::Refused(Refusal::FileExists));
        }
        let headers = FileHeaders { content_type: upload.content_type, disposition: upload.disposition };
        let headers = serde_json::to_vec(&headers).map_err(std::io::Error::from)?;
        let mut written = tokio::fs::File::create(self.path(&format!("{key}.json"))).await?;
        written.write_all(&headers).await?;
        written.sync_all().await?;
        tokio::fs::rename(part, self.path(key)).await?;
        Ok(tokio::fs::File::open(&self.directory).await?.sync_all().await?)
    }
}

/// Reads what the headers of an upload declare. An upload is signed with `If-None-Match: *`, as for S3.
fn declared(headers: &HeaderMap) -> Option<Upload> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    text(IF_NONE_MATCH).filter(|condition| *condition == NOTHING_YET)?;
    Some(Upload {
        content_type: text(CONTENT_TYPE)?.to_owned(),
        disposition: text(CONTENT_DISPOSITION)?.to_owned(),
        size_bytes: text(CONTENT_LENGTH)?.parse().ok()?,
    })
}

/// Logs a failure of the folder and answers what the client is told of it.
fn fail(operation: &str, failure: Failure) -> Answer {
    let error = Error::Bucket(failure);
    error.log(operation);
    refuse(&error.refusal())
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
