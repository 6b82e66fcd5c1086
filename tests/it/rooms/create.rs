//! `POST rooms/`.

use roomcast_tests::world::World;
use serde_json::{Value, json};

use crate::{keys, words};

#[tokio::test]
async fn a_room_has_exactly_the_documented_fields() {
    let (_world, [alice]) = World::with(["developer"]).await;
    let made = alice
        .try_create(json!({"name": " 开发讨论 ", "description": "开发团队讨论群", "room_type": "public"}))
        .await
        .expect(201);
    assert_eq!(
        keys(&made),
        words(
            "id name description room_type created_by member_count is_active max_members created_at is_direct direct_user slow_mode_s"
        )
    );
    assert_eq!((made["name"].as_str(), made["max_members"].as_u64()), (Some("开发讨论"), Some(50)));
    assert!(made["created_at"].as_str().unwrap().ends_with('Z'));
    let room = made["id"].as_u64().unwrap();
    alice.send(room, "大家好！").await;
    let listed = alice.listed(room).await.unwrap();
    assert_eq!(
        keys(&listed),
        words(
            "id name description room_type created_by member_count last_message created_at unread_count last_read_seq is_member me is_direct direct_user slow_mode_s"
        )
    );
    assert_eq!(keys(&listed["created_by"]), words("id username first_name last_name"));
    assert_eq!(
        keys(&listed["last_message"]),
        words("id content sender sender_id created_at updated_at is_deleted")
    );
    assert_eq!(listed["last_message"]["sender"], "developer");
    let detail = alice.detail(room).await;
    assert_eq!(
        keys(&detail),
        words(
            "id name description room_type created_by members member_count is_active max_members created_at updated_at unread_count is_member last_read_message_id last_read_seq me is_direct direct_user slow_mode_s"
        )
    );
    assert_eq!(keys(&detail["members"][0]), words("id username first_name last_name"));
    let members = alice.members(room).await;
    assert_eq!(
        keys(&members[0]),
        words("id room user role joined_at last_read_at is_muted is_banned is_online")
    );
    assert_eq!(members[0]["role"], "admin");
    assert_eq!(alice.try_join(room).await.expect(200), json!({"message": "成功加入房间"}));
    assert_eq!(alice.try_leave(room).await.expect(200), json!({"message": "成功离开房间"}));
}

#[tokio::test]
async fn a_new_room_is_checked_at_the_edges_of_its_limits() {
    let (_world, [alice]) = World::with(["alice"]).await;
    let make = async |extra: Value| {
        let mut body = json!({"name": "x", "room_type": "group"});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        alice.try_create(body).await
    };
    for good in [
        json!({"name": "字".repeat(100)}),
        json!({"name": "👨\u{200d}👩\u{200d}👧"}),
        json!({"name": "line break at the end\n"}),
        json!({"description": "字".repeat(300)}),
        json!({"max_members": 2}),
        json!({"max_members": 100_000}),
    ] {
        make(good).await.expect(201);
    }
    for bad in [
        json!({"name": "字".repeat(101)}),
        json!({"name": "  "}),
        json!({"name": "a\u{0}"}),
        json!({"name": "\u{200b}\u{3164}\u{2060}"}),
        json!({"name": "two\nlines"}),
        json!({"name": "two\u{2028}lines"}),
        json!({"name": "bell\u{7}"}),
        json!({"name": "report\u{202e}fdp"}),
        json!({"name": "a\u{2066}b\u{2069}"}),
        json!({"description": "字".repeat(301)}),
        json!({"max_members": 1}),
        json!({"max_members": 100_001}),
    ] {
        make(bad).await.refused(400, "invalid_field");
    }
    let room = alice.room("public").await;
    for bad in ["\u{200b}", "a\nb", "a\u{202e}b"] {
        let renamed = alice.patch(&format!("rooms/{room}/"), json!({"name": bad})).await;
        renamed.refused(400, "invalid_field");
    }
}
