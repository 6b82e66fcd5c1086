//! Operations on the members of a room.

use serde_json::{Value, json};

use super::Actor;
use crate::answer::Answer;

impl Actor {
    /// Joins a room; returns the answer.
    pub async fn try_join(&self, room: u64) -> Answer {
        self.post(&format!("rooms/{room}/join/"), Value::Null).await
    }

    /// Joins a room.
    pub async fn join(&self, room: u64) {
        self.try_join(room).await.expect(200);
    }

    /// Leaves a room; returns the answer.
    pub async fn try_leave(&self, room: u64) -> Answer {
        self.post(&format!("rooms/{room}/leave/"), Value::Null).await
    }

    /// Leaves a room.
    pub async fn leave(&self, room: u64) {
        self.try_leave(room).await.expect(200);
    }

    /// Invites a user to a room; returns the answer.
    pub async fn try_invite(&self, room: u64, user: &Actor) -> Answer {
        self.post(&format!("rooms/{room}/invite/"), json!({"user_id": user.id})).await
    }

    /// Invites a user to a room.
    pub async fn invite(&self, room: u64, user: &Actor) {
        self.try_invite(room, user).await.expect(200);
    }

    /// Changes a member's role, mute or ban; returns the answer.
    pub async fn try_change(&self, room: u64, member: &Actor, change: Value) -> Answer {
        self.patch(&format!("rooms/{room}/members/{}/", member.id), change).await
    }

    /// Changes a member's role, mute or ban; returns the member.
    pub async fn change(&self, room: u64, member: &Actor, change: Value) -> Value {
        self.try_change(room, member, change).await.expect(200)
    }

    /// Makes a member an admin; returns the member.
    pub async fn promote(&self, room: u64, member: &Actor) -> Value {
        self.change(room, member, json!({"role": "admin"})).await
    }

    /// Makes an admin an ordinary member; returns the member.
    pub async fn demote(&self, room: u64, admin: &Actor) -> Value {
        self.change(room, admin, json!({"role": "member"})).await
    }

    /// Mutes a member; returns the member.
    pub async fn mute(&self, room: u64, member: &Actor) -> Value {
        self.change(room, member, json!({"is_muted": true})).await
    }

    /// Ends a member's mute; returns the member.
    pub async fn unmute(&self, room: u64, member: &Actor) -> Value {
        self.change(room, member, json!({"is_muted": false})).await
    }

    /// Bans a user from a room; returns the ban as a member.
    pub async fn ban(&self, room: u64, user: &Actor) -> Value {
        self.change(room, user, json!({"is_banned": true})).await
    }

    /// Lifts a user's ban; returns the former ban as a member.
    pub async fn unban(&self, room: u64, user: &Actor) -> Value {
        self.change(room, user, json!({"is_banned": false})).await
    }

    /// Removes a member from a room, or takes an invitation back; returns the answer.
    pub async fn try_remove(&self, room: u64, member: &Actor) -> Answer {
        self.delete(&format!("rooms/{room}/members/{}/", member.id)).await
    }

    /// Removes a member from a room, or takes an invitation back.
    pub async fn remove(&self, room: u64, member: &Actor) {
        self.try_remove(room, member).await.expect(200);
    }

    /// Lists the first page of a room's members; returns the answer.
    pub async fn try_members(&self, room: u64) -> Answer {
        self.get(&format!("rooms/{room}/members/")).await
    }

    /// Lists the first page of a room's members, by username.
    pub async fn members(&self, room: u64) -> Vec<Value> {
        self.list(&format!("rooms/{room}/members/")).await
    }

    /// Lists the ids of [`Actor::members`], in their order.
    pub async fn member_ids(&self, room: u64) -> Vec<u64> {
        self.members(room).await.iter().map(|member| member["id"].as_u64().expect("an id")).collect()
    }

    /// Lists the users that are banned from a room; returns the answer.
    pub async fn try_banned(&self, room: u64) -> Answer {
        self.get(&format!("rooms/{room}/members/?banned=true")).await
    }

    /// Lists the users that are banned from a room.
    pub async fn banned(&self, room: u64) -> Vec<Value> {
        self.list(&format!("rooms/{room}/members/?banned=true")).await
    }
}
