//! TLS as AWS has it: a root of our own, which signs an intermediate, which signs the server.

use std::io::Write;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;
use tokio_rustls::TlsAcceptor;

/// An acceptor for `localhost`, and a file with the certificate to trust.
pub fn server() -> (Option<TlsAcceptor>, Option<NamedTempFile>) {
    let authority = |name: &str| {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters
    };
    let key = || KeyPair::generate().expect("a key");
    let root = CertifiedIssuer::self_signed(authority("root"), key()).expect("a root");
    let intermediate =
        CertifiedIssuer::signed_by(authority("intermediate"), key(), &root).expect("an intermediate");
    let own_key = key();
    let own = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let own = own.signed_by(&own_key, &intermediate).expect("a certificate");
    let chain = vec![own.der().clone(), intermediate.der().clone()];
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own_key.serialize_der())))
        .expect("a server's settings");
    let mut bundle = NamedTempFile::new().expect("a file");
    bundle.write_all(root.pem().as_bytes()).expect("the file is written");
    (Some(TlsAcceptor::from(Arc::new(config))), Some(bundle))
}
