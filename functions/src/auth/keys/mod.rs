//! The keys that verify tokens: a secret, public keys, or a key set that its issuer serves.

mod pem;
mod public;
mod remote;
mod set;

pub use pem::public_keys;
pub use public::PublicKey;
pub use remote::{RemoteKeys, Source, is_safe_url};
pub use set::KeySet;
