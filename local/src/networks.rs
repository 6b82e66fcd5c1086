//! Networks of IP addresses, by which a setting names the proxies in front of the server.

use std::net::IpAddr;

/// A list of networks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

/// A network: the addresses that share the first `prefix` bits of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Networks {
    /// Reads a comma list of addresses (`10.0.0.1`, `::1`) and networks (`10.0.0.0/8`, `fd00::/8`). The
    /// error is the entry that is neither.
    pub fn parse(list: &str) -> Result<Self, String> {
        let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let networks = entries.map(|entry| Network::parse(entry).ok_or_else(|| entry.to_owned()));
        networks.collect::<Result<_, _>>().map(Self)
    }

    /// Tells whether an address is in one of the networks.
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address.to_canonical()))
    }
}

impl Network {
    fn parse(entry: &str) -> Option<Self> {
        let (address, prefix) = entry.split_once('/').map_or((entry, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().ok()?;
        let most = bits(address).1;
        let prefix = match prefix {
            None => most,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
        };
        (prefix <= most).then_some(Self { address, prefix })
    }

    fn contains(self, address: IpAddr) -> bool {
        let ((own, length), (other, of)) = (bits(self.address), bits(address));
        // A shift by all bits would overflow: a network of prefix 0 has every address.
        length == of && (own ^ other).checked_shr(length - self.prefix).unwrap_or(0) == 0
    }
}

/// Gives the bits of an address, and how many they are.
fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (address.to_bits().into(), u32::BITS),
        IpAddr::V6(address) => (address.to_bits(), u128::BITS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_contain_the_addresses_of_their_prefix() {
        let networks = Networks::parse("127.0.0.1, 10.1.0.0/16,fd00::/8, ::1").unwrap();
        for inside in ["127.0.0.1", "10.1.255.255", "fdff::1", "::1", "::ffff:10.1.2.3"] {
            assert!(networks.contain(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["127.0.0.2", "10.2.0.0", "fe00::1", "::2", "0.0.0.1"] {
            assert!(!networks.contain(outside.parse().unwrap()), "{outside}");
        }
        let every = Networks::parse("0.0.0.0/0,::/0").unwrap();
        assert!(every.contain("8.8.8.8".parse().unwrap()) && every.contain("2001:db8::1".parse().unwrap()));
        assert!(!Networks::default().contain("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for bad in
            ["nginx", "10.0.0.0/33", "10.0.0.0/", "::1/129", "10.0.0", "10.0.0.0/+8", "10.0.0.1:80", "*"]
        {
            assert_eq!(Networks::parse(&format!("127.0.0.1, {bad}")), Err(bad.to_owned()));
        }
    }
}
