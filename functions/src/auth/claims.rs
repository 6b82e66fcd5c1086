//! The claims of a token.

use serde::Deserialize;
use serde_json::Value;

/// The claims that the chat reads. Other claims are ignored.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Claims {
    /// The time of expiry, in seconds since 1970.
    pub exp: Option<f64>,
    /// The time before which the token is not valid, in seconds since 1970.
    pub nbf: Option<f64>,
    /// The time of issue, in seconds since 1970.
    pub iat: Option<f64>,
    /// The issuer.
    pub iss: Option<Value>,
    /// The subject: the user, where no `user_id` is given.
    pub sub: Option<Value>,
    /// The user's id.
    pub user_id: Option<Value>,
    /// The kind of token; only `access` and an absent kind are accepted.
    pub token_type: Option<Value>,
    /// The username.
    pub username: Option<Value>,
    /// The claim of the username in `OpenID` Connect.
    pub preferred_username: Option<Value>,
    /// The username in an id token of Cognito.
    #[serde(rename = "cognito:username")]
    pub cognito_username: Option<Value>,
    /// The given name, as Django names it.
    pub first_name: Option<Value>,
    /// The given name, as `OpenID` Connect names it.
    pub given_name: Option<Value>,
    /// The family name, as Django names it.
    pub last_name: Option<Value>,
    /// The family name, as `OpenID` Connect names it.
    pub family_name: Option<Value>,
    /// The user's role.
    pub role: Option<Value>,
    /// The user's roles.
    pub roles: Option<Value>,
    /// The user's groups.
    pub groups: Option<Value>,
    /// The user's groups in Cognito.
    #[serde(rename = "cognito:groups")]
    pub cognito_groups: Option<Value>,
}
