//! The address by which a caller reached the chat, for the absolute addresses in answers.

use http::HeaderMap;
use http::header::HOST;
use http::uri::Authority;

/// The address by which a caller reached the chat: scheme, host, and the prefix under which a proxy
/// serves it.
///
/// The binary that took the request makes it and adds it to the request's extensions, since only that
/// binary knows who named the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The scheme and host, and the prefix; no last slash.
    base: String,
}

impl Address {
    /// Makes the address of a request from its `Host`.
    pub fn of_host(scheme: &str, headers: &HeaderMap) -> Self {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).and_then(authority);
        Self { base: format!("{scheme}://{}", host.as_ref().map_or("localhost", Authority::as_str)) }
    }

    /// Makes the address of a request that a trusted proxy passed on, from `X-Forwarded-Proto`,
    /// `X-Forwarded-Host` and `X-Forwarded-Prefix`. Of a list of values, the first is the one of the proxy
    /// that the caller spoke to. What is missing or senseless is taken from the request itself.
    pub fn of_proxy(scheme: &str, headers: &HeaderMap) -> Self {
        let named = |name: &str| headers.get(name)?.to_str().ok()?.split(',').next().map(str::trim);
        let proto = named("x-forwarded-proto").map(str::to_ascii_lowercase);
        let scheme = proto.as_deref().filter(|proto| matches!(*proto, "http" | "https")).unwrap_or(scheme);
        let base = match named("x-forwarded-host").and_then(authority) {
            Some(host) => format!("{scheme}://{host}"),
            None => Self::of_host(scheme, headers).base,
        };
        let prefix = named("x-forwarded-prefix").filter(|prefix| is_prefix(prefix)).unwrap_or_default();
        Self { base: base + prefix.trim_end_matches('/') }
    }

    /// Returns the address as text, without a last slash.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Returns host and port.
    pub fn host(&self) -> &str {
        let host = self.base.split_once("://").map_or("", |(_, rest)| rest);
        host.split('/').next().unwrap_or_default()
    }
}

/// Reads a host with an optional port.
fn authority(text: &str) -> Option<Authority> {
    text.parse::<Authority>().ok().filter(|host| !host.as_str().contains('@'))
}

/// Tells whether a text is a path that can stand before another path.
fn is_prefix(text: &str) -> bool {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    text.starts_with('/') && !text.starts_with("//") && text.chars().all(is_path)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(given: &[(&str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| {
            (HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap())
        };
        given.iter().map(pair).collect()
    }

    #[test]
    fn a_proxy_names_scheme_host_and_prefix() {
        let all = headers(&[
            ("host", "10.0.0.1:8000"),
            ("x-forwarded-proto", "https, http"),
            ("x-forwarded-host", "chat.example, inner"),
            ("x-forwarded-prefix", "/team/"),
        ]);
        let address = Address::of_proxy("http", &all);
        assert_eq!((address.as_str(), address.host()), ("https://chat.example/team", "chat.example"));
        assert_eq!(Address::of_host("http", &all).as_str(), "http://10.0.0.1:8000");
    }

    #[test]
    fn what_a_proxy_names_badly_comes_from_the_request() {
        let bad = headers(&[
            ("host", "chat.example:8000"),
            ("x-forwarded-proto", "javascript"),
            ("x-forwarded-host", "u@evil.example"),
            ("x-forwarded-prefix", "//evil.example"),
        ]);
        assert_eq!(Address::of_proxy("http", &bad).as_str(), "http://chat.example:8000");
        assert_eq!(Address::of_proxy("http", &headers(&[])).as_str(), "http://localhost");
    }
}
