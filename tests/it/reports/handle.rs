//! `DELETE rooms/{id}/reports/{report_id}/`.

use roomcast_tests::world::World;
use serde_json::json;

use super::reasons;

#[tokio::test]
async fn a_handled_report_is_gone_for_all_admins() {
    let (_world, [alice, bob, carol]) = World::with(["alice", "bob", "carol"]).await;
    let room = alice.room_with("public", [&bob, &carol]).await;
    let other = alice.room("public").await;
    alice.promote(room, &carol).await;
    let message = bob.send(room, "rude").await;
    alice.report(&message["id"], "one").await;
    carol.report(&message["id"], "two").await;
    let reports = carol.reports(room).await;
    let id = &reports[1]["id"];
    bob.try_delete_report(room, id).await.refused(403, "admin_required");
    alice.try_delete_report(other, id).await.refused(404, "report_not_found");
    let done = alice.try_delete_report(room, id).await.expect(200);
    assert_eq!(done, json!({"message": "举报已处理"}));
    carol.try_delete_report(room, id).await.refused(404, "report_not_found");
    for admin in [&alice, &carol] {
        assert_eq!(reasons(&admin.reports(room).await), ["two"]);
    }
    for unknown in ["0", "x", "1", "9007199254740991", "9007199254740992"] {
        alice.try_delete_report(room, unknown).await.refused(404, "report_not_found");
    }
}
