//! The place of uploaded files: an S3 bucket, or a folder that takes the same signed requests.
//!
//! An upload is a presigned PUT ("Authenticating Requests: Using Query Parameters (AWS Signature
//! Version 4)"): its URL is computed without a call, and the signature covers the declared size, type
//! and name, so no other file can be stored with it.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use roomcast_domain::{Refusal, Time, UPLOAD_VALID_S, Upload};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::http::address::Address;

/// The beginning of the keys of uploaded files.
const PREFIX: &str = "files/";
/// The `If-None-Match` of an upload: it is refused where a file stands already, so that a file that was
/// sent is never exchanged.
pub const NOTHING_YET: &str = "*";
/// The base of the URLs that the server signs for itself. It is no part of the URL that a client gets, so
/// that a signature holds whatever proxy the upload comes through.
const SIGNED_BASE: &str = "http://files";

/// The place of uploaded files.
#[derive(Debug, Clone)]
pub struct Files {
    /// The URL of the bucket, without a last slash; `None` if the server itself stores the files.
    pub bucket_url: Option<String>,
    /// The setting `FILES_BASE_URL`: the base URL of `/files/`; `None` if it is the URL that the caller used.
    pub public_url: Option<String>,
    /// The region of the bucket.
    pub region: String,
    /// The credentials that sign.
    pub credentials: Credentials,
}

impl Files {
    /// Returns the URL for reading the file with this key.
    pub fn public_url(&self, address: &Address, key: &str) -> String {
        format!("{}/{PREFIX}{key}", self.public_url.as_deref().unwrap_or(address.as_str()))
    }

    /// Returns the URL for uploading the file with this key, one time: to the bucket, or else to the server
    /// itself, where the file is read afterwards.
    pub fn upload_url(&self, address: &Address, key: &str, upload: &Upload, now: Time) -> Result<String> {
        if self.bucket_url.is_some() {
            return self.sign(key, upload, now);
        }
        let signed = self.sign(key, upload, now)?;
        let query = signed.split_once('?').map_or("", |(_, query)| query);
        Ok(format!("{}?{query}", self.public_url(address, key)))
    }

    /// Signs the upload of the file with this key.
    fn sign(&self, key: &str, upload: &Upload, now: Time) -> Result<String> {
        let base = self.bucket_url.as_deref().unwrap_or(SIGNED_BASE);
        let broken =
            |error: &dyn std::fmt::Display| Error::Defect(format!("the upload cannot be signed: {error}"));
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.expires_in = Some(Duration::from_secs(UPLOAD_VALID_S.unsigned_abs()));
        let identity = self.credentials.clone().into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("s3")
            .time(UNIX_EPOCH + Duration::from_secs(now.s().unsigned_abs()))
            .settings(settings)
            .build()
            .map_err(|error| broken(&error))?;
        let size = upload.size_bytes.to_string();
        let signed = [
            ("content-disposition", upload.disposition.as_str()),
            ("content-length", &size),
            ("content-type", &upload.content_type),
            ("if-none-match", NOTHING_YET),
        ];
        let mut request =
            http::Request::put(format!("{base}/{PREFIX}{key}")).body(()).map_err(|error| broken(&error))?;
        let body = SignableBody::UnsignedPayload;
        let signable = SignableRequest::new("PUT", request.uri().to_string(), signed.into_iter(), body)
            .map_err(|error| broken(&error))?;
        let signed = sign(signable, &parameters.into()).map_err(|error| broken(&error))?;
        signed.into_parts().0.apply_to_request_http1x(&mut request);
        Ok(request.uri().to_string())
    }

    /// Refuses a PUT to the server itself that was not announced. The upload is signed again with the size,
    /// type, name and time of the request, and the signatures are compared.
    pub fn check_upload(&self, key: &str, query: &str, upload: &Upload, now: Time) -> Result<()> {
        let signed_at = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "X-Amz-Date")
            .and_then(|(_, date)| chrono::NaiveDateTime::parse_from_str(&date, "%Y%m%dT%H%M%SZ").ok())
            .map(|date| Time(date.and_utc().timestamp_millis()))
            .filter(|at| (0..=UPLOAD_VALID_S).contains(&(now.s() - at.s())))
            .ok_or(Refusal::UploadNotAllowed)?;
        let expected = self.sign(key, upload, signed_at)?;
        let expected = expected.split_once('?').map_or("", |(_, query)| query);
        // A comparison of hashes takes a time that reveals nothing of the signature.
        if Sha256::digest(expected) == Sha256::digest(query) {
            Ok(())
        } else {
            Err(Refusal::UploadNotAllowed.into())
        }
    }
}

/// Makes a key of 128 random bits, which nobody can guess.
pub fn new_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Returns the key in a path below `/files/`, if the path is valid.
pub fn key_of_path(path: &str) -> Option<&str> {
    let key = path.strip_prefix('/')?.strip_prefix(PREFIX)?;
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (key.len() == 32 && key.bytes().all(hexadecimal)).then_some(key)
}
