//! Origins: which web pages may call, and which may open a WebSocket.

use url::Url;

/// The origin of a web page: scheme, host and port. Two spellings of one origin are equal: the port of the
/// scheme may be left out, and letters of the host may be large or small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origin {
    /// Reads `scheme://host[:port]`, with any scheme. Anything else, such as a path or a wildcard, is no
    /// origin.
    pub fn parse(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once("://")?;
        if rest.contains(|c: char| c.is_whitespace() || c.is_control() || "/\\?#@*,%".contains(c)) {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let host = url.host_str().filter(|host| !host.is_empty())?.to_ascii_lowercase();
        if rest.ends_with(':') || url.port() == Some(0) {
            return None;
        }
        Some(Self { scheme: url.scheme().to_owned(), host, port: url.port_or_known_default() })
    }

    /// Tells whether the origin is the address that a request was sent to, by its `Host`; the scheme does
    /// not count, since a proxy may have ended TLS.
    pub fn is_of_host(&self, host: &str) -> bool {
        Self::parse(&format!("{}://{host}", self.scheme)).as_ref() == Some(self)
    }

    fn is_on_this_machine(&self) -> bool {
        self.scheme == "http" && matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }
}

/// The origins whose pages may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cors {
    /// The origins in `CORS_ORIGINS`. A WebSocket handshake from a page of another origin is refused,
    /// unless the page is of the server's own address.
    Listed(Vec<Origin>),
    /// Without `CORS_ORIGINS` on one machine: `http://localhost`, `http://127.0.0.1` and `http://[::1]`
    /// with any port.
    Localhost,
    /// Without `CORS_ORIGINS` on AWS: no origin.
    None,
}

impl Cors {
    /// Reads `CORS_ORIGINS`, a comma list of origins. The error names the entry that is none.
    pub fn listed(list: &str) -> Result<Self, String> {
        let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let read = |entry: &str| {
            let problem = || {
                format!(
                    "{entry:?} is not an origin; list origins such as https://chat.example.com, without a path or a wildcard"
                )
            };
            Origin::parse(entry).ok_or_else(problem)
        };
        let origins: Vec<Origin> = entries.map(read).collect::<Result<_, _>>()?;
        if origins.is_empty() {
            return Err("lists no origin, such as https://chat.example.com".to_owned());
        }
        Ok(Self::Listed(origins))
    }

    /// Tells whether a page of this origin may call.
    pub fn allows(&self, origin: &str) -> bool {
        let Some(origin) = Origin::parse(origin) else { return false };
        match self {
            Self::Listed(origins) => origins.contains(&origin),
            Self::Localhost => origin.is_on_this_machine(),
            Self::None => false,
        }
    }

    /// Tells whether a page of this origin may open a WebSocket that is asked for at `host`. Only a list
    /// of origins refuses any.
    pub fn allows_socket(&self, origin: &str, host: Option<&str>) -> bool {
        let of_host =
            || Origin::parse(origin).is_some_and(|origin| host.is_some_and(|h| origin.is_of_host(h)));
        !matches!(self, Self::Listed(_)) || self.allows(origin) || of_host()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_an_origin_and_nothing_else() {
        for good in [
            "https://a.example",
            "http://localhost:5173",
            "http://[::1]:3000",
            "capacitor://localhost",
            "chrome-extension://abcdefgh",
            "https://例子.example",
            "https://under_score.example",
        ] {
            assert!(Cors::listed(good).is_ok(), "{good}");
        }
        for bad in [
            "*",
            "null",
            "https://*.example.com",
            "https://a.example/",
            "https://a.example/chat",
            "https://a.example?x",
            "https://a.example#x",
            "https://u@a.example",
            "https://",
            "https://a.example:",
            "https://a.example:port",
            "https://a.example:65536",
            "https://a b.example",
            "a.example",
            "//a.example",
            "file:///",
            " , ",
        ] {
            let problem = Cors::listed(bad).expect_err(bad);
            assert!(bad == " , " || problem.contains(bad), "{problem}");
        }
        assert!(Cors::listed("https://a.example, https://b.example/x").unwrap_err().contains("b.example/x"));
    }

    #[test]
    fn origins_are_compared_whole_and_in_any_spelling() {
        let listed = Cors::listed("https://A.example:443, http://b.example, app://c").unwrap();
        for allowed in ["https://a.example", "https://a.example:443", "http://b.example:80", "app://c"] {
            assert!(listed.allows(allowed), "{allowed}");
        }
        for other in
            ["http://a.example", "https://a.example:8443", "https://x.a.example", "null", "app://c:1", ""]
        {
            assert!(!listed.allows(other), "{other}");
        }
        for here in ["http://localhost:5173", "http://127.0.0.1", "http://[::1]:3000"] {
            assert!(Cors::Localhost.allows(here), "{here}");
        }
        for other in ["http://localhost.evil.example", "https://localhost:5173", "http://127.0.0.2"] {
            assert!(!Cors::Localhost.allows(other), "{other}");
        }
    }

    #[test]
    fn a_page_of_the_servers_own_address_may_open_a_socket() {
        let listed = Cors::listed("https://a.example").unwrap();
        for (origin, host) in [
            ("https://chat.example", "chat.example"),
            ("https://chat.example", "chat.example:443"),
            ("http://chat.example:8000", "CHAT.example:8000"),
            ("https://a.example", "chat.example"),
            ("http://[::1]:8000", "[::1]:8000"),
        ] {
            assert!(listed.allows_socket(origin, Some(host)), "{origin} at {host}");
        }
        for (origin, host) in [
            ("https://evil.example", "chat.example"),
            ("https://chat.example:8443", "chat.example"),
            ("https://chat.example", "chat.example:8443"),
            ("null", "chat.example"),
        ] {
            assert!(!listed.allows_socket(origin, Some(host)), "{origin} at {host}");
        }
        assert!(!listed.allows_socket("https://chat.example", None));
        assert!(Cors::None.allows_socket("https://evil.example", None));
    }
}
