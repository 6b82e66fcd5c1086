//! `upload_file`: announces a file and answers with the URL to upload it to.

pub mod files;

use std::collections::BTreeMap;

use http::Method;
use roomcast_domain::UPLOAD_VALID_S;
use roomcast_domain::{RawUpload, Time, Upload};
use roomcast_store::Allowance;
use schemars::JsonSchema;
use serde::Serialize;

use crate::describe::Docs;
use crate::error::{Error, Failure, Result};
use crate::http::body::parse;
use crate::http::endpoint::{Call, Endpoint, Handler};
use crate::http::reply::Reply;
use crate::policy::{COUNT, Policy};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "upload_file",
    method: Method::POST,
    path: "/api/chat/uploads/",
    summary: "Announce a file and get the URL to upload it to (60 an hour)",
    policy: Policy { capabilities: &[&COUNT], signs_uploads: true, ..Policy::NONE },
    handler: Handler::Caller(|call| Box::pin(announce(call))),
    describe: Docs::new(|operation| {
        use roomcast_domain::Refusal;
        operation
            .body::<RawUpload>()
            .answers::<Announced>(201, "Where to put the file, and where it is read afterwards")
            .refuses(&[Refusal::UploadTooLarge, Refusal::RateLimited { retry_after_s: 1 }])
    }),
};

/// An announced upload.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Upload")]
struct Announced {
    /// The URL to upload the file to.
    upload_url: String,
    /// The method of the upload: `PUT`.
    method: &'static str,
    /// The headers of the upload. `If-None-Match: *` among them lets the URL take one upload only.
    headers: BTreeMap<&'static str, String>,
    /// The URL for reading the file without a token: the `file_url` of the message.
    file_url: String,
    /// The time until which the upload may begin.
    expires_at: Time,
}

async fn announce(call: Call) -> Result<Reply> {
    let raw: RawUpload = parse(&call.body)?;
    let upload = Upload::parse(raw, call.app.config.max_upload_bytes)?;
    let files = call.app.files.as_ref();
    let files = files.ok_or_else(|| Error::Bucket(Failure::lasting("UPLOADS_BUCKET is not set")))?;
    let now = call.app.clock.now();
    call.app.store.users().count_act(call.caller.user.id, Allowance::Uploads, now).await?;
    let key = files::new_key();
    Ok(Reply::created(&Announced {
        upload_url: files.upload_url(&call.address, &key, &upload, now)?,
        method: "PUT",
        headers: BTreeMap::from([
            ("Content-Type", upload.content_type),
            ("Content-Disposition", upload.disposition),
            ("If-None-Match", files::NOTHING_YET.to_owned()),
        ]),
        file_url: files.public_url(&call.address, &key),
        expires_at: Time(now.s() * 1_000).plus_ms(UPLOAD_VALID_S * 1_000),
    }))
}
