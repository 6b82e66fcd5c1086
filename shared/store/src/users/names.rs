//! The names of users whose tokens give none: what their profile says, and what they chose.

use roomcast_domain::{Names, Refusal, Time, UserId, folded_name};

use crate::Users;
use crate::error::{Result, StoreError};
use crate::keys;
use crate::rows::{ChosenNameRow, GivenNamesRow, NamesValue};
use crate::table::{Condition, Refused, Transacted, Transaction, Value, Write, pause};

/// Attempts at choosing names.
const ATTEMPTS: u32 = 5;

/// Names, and since when a user has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedNames {
    /// The names.
    pub names: Names,
    /// The time since when the user has them.
    pub since: Time,
}

/// The names of a user that no token gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenNames {
    /// The names that the user chose.
    pub chosen: Option<DatedNames>,
    /// The names that the user's profile had when it was read.
    pub profile: Option<DatedNames>,
    /// The time when the profile was read.
    pub profile_read: Option<Time>,
}

/// The places of the writes that choose names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Names,
    Username,
    OldUsername,
}

impl From<GivenNamesRow> for GivenNames {
    fn from(row: GivenNamesRow) -> Self {
        let GivenNamesRow { chosen, chosen_at_ms, profile, profile_at_ms, profile_since_ms } = row;
        let dated = |names: Option<NamesValue>, since_ms: Option<i64>| {
            Some(DatedNames { names: names?.into(), since: Time(since_ms.unwrap_or_default()) })
        };
        Self {
            chosen: dated(chosen, chosen_at_ms),
            profile: dated(profile, profile_since_ms),
            profile_read: profile_at_ms.map(Time),
        }
    }
}

impl Users<'_> {
    /// Reads the names of a user that no token gives (1 RRU).
    pub async fn given_names(self, user: UserId) -> Result<GivenNames> {
        let row: Option<GivenNamesRow> = self.store.table.get(&keys::given_names(user)).await?;
        Ok(row.map(GivenNames::from).unwrap_or_default())
    }

    /// Keeps the names that a user's profile has now (1 WRU); returns them with the time since when.
    ///
    /// Touches the user's item of given names, without a condition: the last reader wins, and both have read
    /// the same profile. Nothing else depends on it.
    pub async fn keep_profile(
        self,
        user: UserId,
        known: &GivenNames,
        names: Names,
        now: Time,
    ) -> Result<DatedNames> {
        let unchanged = known.profile.clone().filter(|dated| dated.names == names);
        let dated = unchanged.unwrap_or(DatedNames { names, since: now });
        let changes = [
            GivenNamesRow::profile.set(Value::of(&NamesValue::from(dated.names.clone()))?),
            GivenNamesRow::profile_at_ms.set(now.ms()),
            GivenNamesRow::profile_since_ms.set(dated.since.ms()),
        ];
        self.store.table.write_patiently(Write::update(keys::given_names(user), changes)).await?;
        Ok(dated)
    }

    /// Gives a user the names that the user chose (4 WRU, 6 with another username than before).
    ///
    /// Touches the user's item of given names, on the condition that its choice is unchanged, and the item of
    /// the username, on the condition that it is nobody else's, in one transaction, which deletes the item of
    /// the username before. A crash leaves all or nothing.
    ///
    /// # Errors
    /// Refuses a username that another user chose.
    pub async fn choose_names(self, user: UserId, change: impl Fn(&mut Names), now: Time) -> Result<Names> {
        for attempt in 0..ATTEMPTS {
            let was = self.given_names(user).await?.chosen;
            let mut names = was.as_ref().map(|dated| dated.names.clone()).unwrap_or_default();
            change(&mut names);
            match self.store.table.transact_patiently(&choice(user, was.as_ref(), &names, now)?).await? {
                Transacted::Done => return Ok(names),
                Transacted::Refused(refused) if Refused::find(&refused, Place::Username).is_some() => {
                    return Err(Refusal::NameTaken.into());
                }
                Transacted::Refused(_) | Transacted::Conflict => pause(attempt).await,
            }
        }
        Err(StoreError::Unavailable("choose_names: the names kept changing".into()))
    }
}

/// Makes the writes that replace the names that a user chose before.
fn choice(user: UserId, was: Option<&DatedNames>, names: &Names, now: Time) -> Result<Transaction<Place>> {
    let folded = |names: &Names| names.username.as_deref().map(folded_name);
    let (before, after) = (was.and_then(|was| folded(&was.names)), folded(names));
    let unchanged = match was {
        Some(was) => GivenNamesRow::chosen_at_ms.is(was.since.ms()),
        None => GivenNamesRow::chosen_at_ms.is_missing(),
    };
    // Each choice has a time of its own, by which the next one knows it.
    let at = was.map_or(now, |was| now.max(was.since.plus_ms(1)));
    let changes = [
        GivenNamesRow::chosen.set(Value::of(&NamesValue::from(names.clone()))?),
        GivenNamesRow::chosen_at_ms.set(at.ms()),
    ];
    let mut writes =
        Transaction::new([(Place::Names, Write::update(keys::given_names(user), changes).when(unchanged))]);
    if let Some(username) = &after {
        let own = ChosenNameRow::user.is(user.get());
        let taken = Write::put(&keys::chosen_name(username), &ChosenNameRow { user })?;
        writes.push(Place::Username, taken.when(Condition::Missing.or(own)));
    }
    if let Some(username) = before.filter(|before| Some(before) != after.as_ref()) {
        writes.push(Place::OldUsername, Write::delete(keys::chosen_name(&username)));
    }
    Ok(writes)
}
